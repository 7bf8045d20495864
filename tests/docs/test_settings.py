"""docs/settings.md lists what can be set."""

from simpul.settings import PREFIX, Settings
from tests.docs.settings_table import printed_table, table


def test_the_page_says_what_the_settings_say() -> None:
    assert printed_table() == table(), "run .venv/bin/python -m tests.docs.settings_table"


def test_every_setting_has_its_default_and_meaning_on_the_page() -> None:
    rows = {line.split("`")[1]: line for line in printed_table().splitlines()[2:]}

    assert rows.keys() == {PREFIX + name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        row = rows[PREFIX + name.upper()]
        assert str("none" if field.default is None else field.default) in row
        assert str(field.description) in row
