"""The JSON Schemas beside the params are those of the models, and say what the models say."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.ours import ours
from tools import schemas


@pytest.mark.parametrize("name", schemas.MODELS)
def test_the_schema_file_is_written_from_the_model(name: str) -> None:
    written = (schemas.FOLDER / name).read_text(encoding="utf-8")
    assert written == schemas.render(name), "kör python tools/schemas.py"


@pytest.mark.parametrize("file", ours(schemas.FOLDER, "*.yaml"), ids=lambda file: file.name)
def test_every_params_file_names_the_schema_that_it_keeps(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    name = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    document = yaml.load(text, Loader=yaml.BaseLoader) if name == "params.schema.json" else yaml.safe_load(text)
    if name != "params.schema.json":
        for plan in [*document["källor"]["budget"], *document["källor"]["prognos"]]:
            plan["beslutad"] = plan["beslutad"].isoformat()
    jsonschema.validate(document, schemas.MODELS[name].model_json_schema())
