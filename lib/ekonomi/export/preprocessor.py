"""The template `namnd` as nbconvert finds it, by the template's conf.json."""

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from ekonomi.export import page


class PagePreprocessor(Preprocessor):
    """Gives the template what it prints (`page.resources`); the notebook stays as it is."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by the exporter, once per notebook."""
        return nb, {**resources, **page.resources(page.build_page(nb))}
