"""Write the JSON Schemas that editors check params with, from the models: `python tools/schemas.py`."""

import json
from pathlib import Path

from ekonomi.params import Params, Settings

FOLDER = Path(__file__).resolve().parents[1] / "params"
MODELS = {"params.schema.json": Params, "installningar.schema.json": Settings}


def render(name: str) -> str:
    """The text of one schema file."""
    return json.dumps(MODELS[name].model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write each schema beside the params."""
    for name in MODELS:
        (FOLDER / name).write_text(render(name), encoding="utf-8")


if __name__ == "__main__":
    main()
