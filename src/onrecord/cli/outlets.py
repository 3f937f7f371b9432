"""`onrecord outlets`: the outlets that the data files know."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.asking import printing, printing_options
from onrecord.errors import UserError

if TYPE_CHECKING:
    from rich.text import Text

    from onrecord.article.outlets import Outlet

COLUMNS = ("id", "name", "also", "hosts", "country", "language", "feeds", "layouts")
HEADS = ("Outlet", "Name", "Country", "Language", "Hosts", "Feeds")


@click.command("outlets")
@click.argument("names", nargs=-1, metavar="[OUTLET]...")
@click.option("--feeds", is_flag=True, help="Only those whose feeds are known: `onrecord watch` takes their names.")
@click.option(
    "--check",
    "file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Check a data file of your own instead: its form, its examples, its layouts on their sample pages.",
)
@printing_options
def command(names: tuple[str, ...], feeds: bool, file: str | None, **options: Any) -> int:  # fmt: skip
    """List the outlets whose names, hosts and feeds the data files hold.

    OUTLET is an id, a name or a host. A report whose page does not name its outlet gets it from the host by this table, and from nowhere
    else. Adding an outlet is adding a file. Exit status of --check: 0 all right, 1 a layout does not do what its file says, 2 the file is
    wrong.
    """
    if file is not None:
        return _check(Path(file))
    from onrecord.article.outlets import host_of, outlets
    from onrecord.export.rows import write_rows

    found = [o for o in outlets() if o.feeds or not feeds]
    if names:
        found = [o for o in found if any(o.id == n or o.matches(n) or (host_of(n) or "") in o.hosts for n in names)]
        if not found:
            raise UserError(f"{', '.join(names)}: no such outlet; `onrecord outlets` lists them")
    with printing(options) as (stream, form, limit):
        limit = None if form == "table" and options.get("limit") is None else limit
        write_rows((_row(o) for o in found[:limit]), COLUMNS, form, stream, heads=HEADS, show=_show)
    return 0


def _row(o: Outlet) -> dict[str, Any]:
    return {
        "id": o.id,
        "name": o.name,
        "also": sorted(o.names),
        "hosts": sorted(o.hosts),
        "country": o.country,
        "language": o.language,
        "feeds": list(o.feeds),
        "layouts": len(o.layouts),
    }


def _show(row: Mapping[str, Any]) -> list[str | Text]:
    return [row["id"], row["name"], row["country"] or "", row["language"] or "", ", ".join(row["hosts"]), ", ".join(row["feeds"])]


def _check(file: Path) -> int:
    from onrecord.article.check import check_layouts
    from onrecord.article.outlets import load_outlets
    from onrecord.errors import DataFileError
    from onrecord.export.visible import visible_line

    if not file.is_file():
        raise UserError(f"{file}: there is no such file")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "outlets").mkdir()
        shutil.copy(file, Path(folder) / "outlets" / file.with_suffix(".yaml").name)
        try:
            found = load_outlets(Path(folder))
        except DataFileError as e:
            raise UserError(str(e)) from e
    shipped = resources.files("onrecord") / "data" / "outlets" / "samples"

    def sample(name: str) -> bytes:
        if "/" in name or "\\" in name:
            raise ValueError("a sample is the name of a file in samples/")
        own = file.parent / "samples" / name
        return own.read_bytes() if own.is_file() else (shipped / name).read_bytes()

    wrong = [said for outlet in found for said in check_layouts(outlet, sample)]
    for said in wrong:
        click.echo(visible_line(said))
    layouts = sum(len(o.layouts) for o in found)
    told = f"{len(found)} outlet{'' if len(found) == 1 else 's'}, {layouts} layout{'' if layouts == 1 else 's'}"
    click.echo(f"{visible_line(str(file))}: {told}: {'all right' if not wrong else f'{len(wrong)} wrong'}", file=sys.stdout)
    return int(bool(wrong))
