"""docs/settings.md lists what can be set."""

from simpul.settings import PREFIX, Settings
from tests.docs.pages import PROJECT
from tests.docs.settings_page import page

SETTINGS = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_the_page_says_what_the_settings_say() -> None:
    assert page() == SETTINGS, "run .venv/bin/python -m tests.docs.settings_page > docs/settings.md"


def test_every_setting_has_its_default_and_meaning_on_the_page() -> None:
    rows = {line.split("`")[1]: line for line in SETTINGS.splitlines() if line.startswith(f"| `{PREFIX}")}

    assert rows.keys() == {PREFIX + name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        row = rows[PREFIX + name.upper()]
        assert str(field.default if field.default is not None else "none") in row
        assert field.description is not None
        assert field.description in row
