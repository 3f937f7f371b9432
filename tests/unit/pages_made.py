"""An archive for the tests of the pages: invented reports, one of them hostile."""

from __future__ import annotations

from pathlib import Path

from reports_made import party, report
from sample import sample

from onrecord.archive import Archive

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> {{7*7}} \u202egnp.exe'


def fill(path: Path) -> Path:
    """The archive at `path`: the sample; a change of Veskar's stance between two outlets; hostile text in every field."""
    with Archive(path, write=True) as archive:
        archive.add(sample())
        archive.add(
            report(
                ("Berin Taal", "Berin Taal", "Veskar would never sit down with Oldia at the northern table"),
                id="b1",
                opening="No talks, says the Palace",
                published="2031-04-02",
                outlet="Northern Wire",
                stance="against",
                url="https://wire.example/no-talks",
            )
        )
        archive.add(
            report(
                ("Berin Taal", "Berin Taal", "Veskar might never sit down with Oldia at the northern table"),
                id="b2",
                opening="Palace rules out talks",
                published="2031-04-03",
                outlet="Sund Courier",
            )
        )
        archive.add(
            report(
                (f"Vex {HOSTILE}", None, f"harm {HOSTILE}"),
                id="h1",
                opening=f"Title {HOSTILE}",
                outlet=f"Outlet {HOSTILE}",
                url="javascript:alert(document.cookie)",
                speaker=party("Evil </script><script>alert(3)</script>"),
                source="/secret/folder/x.txt",
            )
        )
    return path
