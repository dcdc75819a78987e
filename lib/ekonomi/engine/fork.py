"""Work in forks of this process, which share its modules and frames without a copy."""

import gc
import multiprocessing
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar, cast

Result = TypeVar("Result")


class ForkDiedError(Exception):
    """A fork ended without an answer: killed, or out of memory."""


def can_fork() -> bool:
    """True where the operating system forks processes."""
    return "fork" in multiprocessing.get_all_start_methods()


def start(task: Callable[[Connection], None]) -> tuple[BaseProcess, Connection]:
    """Fork a process that runs `task` with the sending end of a pipe; return it and the receiving end.

    Ctrl-C is this process's own to answer: a fork never sees it, and is ended by us.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_alone, args=(task, receiver, sender))
    with warnings.catch_warnings():  # Python 3.12 warns of threads; ours hold no lock that a fork needs
        warnings.simplefilter("ignore", DeprecationWarning)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    sender.close()
    return process, receiver


def _alone(task: Callable[[Connection], None], receiver: Connection, sender: Connection) -> None:
    """Run a task in its fork, which ends where the process that waits for it has been killed."""
    receiver.close()  # a pipe that it could read itself would never break
    gc.freeze()  # to look through the objects that came with the fork would copy them all
    with suppress(BrokenPipeError):
        task(sender)


def forked(results: Callable[[], Iterable[Result]]) -> Generator[Result, None, None]:
    """Yield what `results()` yields in a fork of this process. Raises ForkDiedError where the fork dies."""

    def send(sender: Connection) -> None:
        for result in results():
            sender.send(result)

    process, receiver = start(send)
    try:
        while True:
            try:
                yield receiver.recv()
            except EOFError:
                break
        process.join()
        if process.exitcode != 0:
            raise ForkDiedError
    finally:
        _end(process, receiver)


@contextmanager
def begun(work: Callable[[], Result], yields: int = 0) -> Iterator[Callable[[], Result]]:
    """Within it `work` is done in a fork, beside what goes on here; what is given waits for it, and raises its error.

    Without fork it is done here, when it is asked for. `yields`: how much it lets what goes on here go first (`nice`).
    """
    if not can_fork():
        yield work
        return

    def patiently(sender: Connection) -> None:
        os.nice(yields)
        _answer(work, sender)

    process, receiver = start(patiently)
    try:
        yield lambda: cast(Result, _received(receiver))
    finally:
        _end(process, receiver)


@dataclass(frozen=True)
class Task:
    """A piece of work with a name, given what the tasks named in `after` returned; that must survive pickling."""

    name: str
    work: Callable[..., Any]
    after: Sequence[str] = ()

    def with_results(self, results: Mapping[str, Any]) -> Callable[[], Any]:
        """The work, given the results, by name, of the tasks that it comes after."""
        return partial(self.work, *(results[name] for name in self.after))


def run_tasks(tasks: Sequence[Task], workers: int, watch: Callable[[list[str], int], None]) -> list[Any]:
    """Run each task in a fork of its own, at most `workers` at a time, those first that may; their results in order.

    `watch` is told the names at work and how many are done, each time that changes. The first exception of
    a task is raised here and ends the others. Without fork the tasks run here, one by one.
    """
    results: dict[str, Any] = {}
    if not can_fork():
        for task in tasks:
            watch([task.name], len(results))
            results[task.name] = task.with_results(results)()
        return list(results.values())
    running: dict[Connection, tuple[str, BaseProcess]] = {}
    waiting = list(tasks)
    try:
        while waiting or running:
            may = [task for task in waiting if results.keys() >= {*task.after}]
            for task in may[: workers - len(running)]:
                waiting.remove(task)
                process, receiver = start(partial(_answer, task.with_results(results)))
                running[receiver] = task.name, process
            watch([name for name, _ in running.values()], len(results))
            for ready in cast(list[Connection], wait(list(running))):
                results[running[ready][0]] = _received(ready)
                _end(running.pop(ready)[1], ready)
    finally:
        for receiver, (_, process) in running.items():
            _end(process, receiver)
    return [results[task.name] for task in tasks]


def _answer(work: Callable[[], Any], sender: Connection) -> None:
    try:
        answer: tuple[Any, Exception | None] = work(), None
    except Exception as error:
        error.add_note(traceback.format_exc())  # the fork's own traceback does not survive the pipe
        answer = None, error
    sender.send(answer)


def _received(receiver: Connection) -> Any:
    try:
        result, error = receiver.recv()
    except EOFError:
        raise ForkDiedError from None
    if error is not None:
        raise error
    return result


def _end(process: BaseProcess, receiver: Connection) -> None:
    receiver.close()
    process.kill()
    process.join()
