"""The commands, for machines and people: JSON on stdout, errors on stderr.

Exit codes: 0 done; 1 something is wrong with the deployment; 2 the file must be refused, or the call is not understood.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from include.writ.errors import ContractBroken, PackError, WritError

OK, WRONG, REFUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parsed = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = parsed.run
    try:
        return run(parsed)
    except ContractBroken as refusal:
        return _complain(refusal, REFUSED)
    except (WritError, OSError) as error:
        return _complain(error, WRONG)
    except SQLAlchemyError as error:
        why = getattr(error, "orig", None) or error
        return _complain(WritError(f"{str(why).splitlines()[0]}; `doctor` says what is wrong"), WRONG)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m include.writ", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "identify", _identify, "URLs on stdin: which content item each of them names")
    _add(commands, "classify-page", _classify_page, "pages as JSON lines on stdin: the verdict on each")
    mail = _add(commands, "classify-mail", _classify_mail, "mails in files: what each is, and what it says was done")
    mail.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a mail as it came (RFC 5322)")
    export = _add(commands, "read-export", _read_export, "decode and validate one export, without a database")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--source", metavar="NAME", help="the source whose layout it has; else the one that fits")
    export.add_argument("--rows", type=Path, metavar="OUT", help="write what became of each row, as JSON lines")
    pack = _add(commands, "check-pack", _check_pack, "what is wrong with a pack of law, and what nobody has verified")
    pack.add_argument("pack", metavar="NAME", help="a pack that comes with Writ, or the path of a .yml file")
    verify = _add(
        commands, "verify", _verify_notices, "whether notices are whole, and whose; needs the certificate only"
    )
    verify.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a PDF, or a JSON with FILE.jws beside it")
    verify.add_argument(
        "--certificate", required=True, type=Path, metavar="CERT", help="the authority's, or its issuer's"
    )
    _add(commands, "doctor", _doctor, "what is wrong with this deployment, and how to mend it")
    _add(commands, "migrate", _migrate, "bring Writ's database to the newest version")
    ledger = commands.add_parser("ledger", help="the record of every transition")
    _add(ledger.add_subparsers(required=True, metavar="ACT"), "verify", _verify_ledger, "recompute the chain of hashes")
    return parser


def _add(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], description: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=description, description=description)
    parser.set_defaults(run=run)
    return parser


def _identify(_arguments: argparse.Namespace) -> int:
    from include.writ.wiring.offline import identify_line

    return _answer_lines(identify_line)


def _classify_page(_arguments: argparse.Namespace) -> int:
    from include.writ.wiring.offline import classify_line

    return _answer_lines(classify_line)


def _classify_mail(arguments: argparse.Namespace) -> int:
    from include.writ.wiring.offline import classify_mail

    answers = [classify_mail(path) for path in arguments.files]
    for answer in answers:
        print(_json(answer))
    return REFUSED if any("error" in answer for answer in answers) else OK


def _read_export(arguments: argparse.Namespace) -> int:
    from include.writ.local.seed import load_registry, registry_path
    from include.writ.wiring.read_export import read_export

    layouts = {source.name: source.layout for source in load_registry(registry_path()).sources}
    print(_json(read_export(arguments.file, layouts, arguments.source, arguments.rows)))
    return OK


def _check_pack(arguments: argparse.Namespace) -> int:
    from include.writ.wiring.offline import check_pack

    try:
        print(_json(check_pack(arguments.pack)))
    except PackError as wrong:
        return _complain(wrong, REFUSED)
    return OK


def _verify_notices(arguments: argparse.Namespace) -> int:
    from include.writ.wiring.verifying import verify_files

    answers = verify_files(arguments.files, arguments.certificate)
    for answer in answers:
        print(_json(answer))
    return OK if all(answer["valid"] for answer in answers) else WRONG


def _doctor(_arguments: argparse.Namespace) -> int:
    from include.writ.wiring.doctor import examine

    with _database() as url:
        findings = list(examine(url))
    is_ok = all(finding.is_ok for finding in findings)
    listed = [{"check": f.check, "ok": f.is_ok, "detail": f.detail, "mend": f.mend} for f in findings]
    print(_json({"ok": is_ok, "findings": listed}))
    for finding in findings:
        if not finding.is_ok:
            print(f"{finding.check}: {finding.detail}; {finding.mend}", file=sys.stderr)
    return OK if is_ok else WRONG


def _migrate(_arguments: argparse.Namespace) -> int:
    from include.writ.storage.session import migrate, schema_version

    with _database() as url:
        migrate(url)
        print(_json({"version": schema_version(url)}))
    return OK


def _verify_ledger(_arguments: argparse.Namespace) -> int:
    from include.writ.wiring.doctor import verify_ledger

    with _database() as url:
        report = verify_ledger(url)
    print(_json({"whole": report.broken_at is None, "entries": report.entries, "broken_at": report.broken_at}))
    return OK if report.broken_at is None else WRONG


@contextmanager
def _database() -> Iterator[str]:
    from include.writ.local.database import found_database

    with found_database() as url:
        yield url


def _answer_lines(answer: Callable[[str], Mapping[str, Any]]) -> int:
    """One answer for each line, in the same order."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]
    for line in sys.stdin:
        print(_json(answer(line.rstrip("\r\n"))))
    return OK


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _complain(error: Exception, code: int) -> int:
    print(error, file=sys.stderr)
    return code
