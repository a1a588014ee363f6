"""Adding files: upload or a path, a look before anything is loaded, then the import."""

import shutil
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from hydrascope import fmt
from hydrascope.errors import HydrascopeError, InputError
from hydrascope.ui import cache, data_jobs, data_mapping, data_needs, panels, sql_desk

PICKED = "data_picked"
UPLOAD_MB = 500
WAYS = {"files": "Upload files", "folder": "Upload a folder", "path": "A path on this machine"}
_ROUND = "data_round"


class Picked:
    """What somebody chose, and what a look at it said; uploads go with the session."""

    def __init__(self, paths: Sequence[str], label: str, folder: Path | None) -> None:
        self.paths = list(paths)
        self.label = label
        self.folder = folder
        self.mapping: Path | None = None
        self.told: dict[str, Any] = {}
        self._sweep = weakref.finalize(self, _removed, folder) if folder else None

    def look(self) -> None:
        """Raises InputError when these files cannot be looked into."""
        with st.spinner("Looking into the files …"):
            self.told = data_jobs.look(cache.root(), ["--", *self.paths])

    def hand_over(self) -> None:
        """The uploads belong to a job from now on."""
        if self._sweep:
            self._sweep.detach()

    def drop(self) -> None:
        """Remove the uploads now."""
        if self._sweep:
            self._sweep()


def _removed(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def draw(*, is_busy: bool) -> None:
    """Choose, look, import."""
    picked: Picked | None = st.session_state.get(PICKED)
    if picked is None:
        _choose()
        return
    _looked(picked, is_busy=is_busy)


def _choose() -> None:
    way = st.segmented_control(
        "Where the exports are",
        list(WAYS),
        format_func=WAYS.__getitem__,
        default="files",
        required=True,
        key="data_way",
    )
    turn = st.session_state.setdefault(_ROUND, 0)
    with st.form(f"data_choose_{turn}", border=False):
        if way == "path":
            typed = st.text_input(
                "Folder or file",
                key=f"data_path_{turn}",
                placeholder="/exports/2026-03",
                help="As the machine sees it that the dashboard runs on",
            )
        else:
            sent = st.file_uploader(
                f"Export files, up to {UPLOAD_MB} MB each; larger ones by their path",
                accept_multiple_files="directory" if way == "folder" else True,
                max_upload_size=UPLOAD_MB,
                key=f"data_upload_{way}_{turn}",
            )
        asked = st.form_submit_button("Look into them", icon=":material/search:")
    st.caption(
        "Nothing is loaded yet: you first see what each file is taken for, and why. Uploads lie"
        " in a private folder until they are imported or you leave, and are then removed."
    )
    if asked:
        try:
            picked = _path(typed) if way == "path" else _sent(sent)
            picked.look()
        except HydrascopeError as error:
            panels.failed(error)
            return
        st.session_state[PICKED] = picked
        st.rerun()


def _path(typed: str) -> Picked:
    path = Path(typed.strip()).expanduser()
    if not typed.strip() or not path.is_absolute():
        raise InputError("A path from the root of the file system is needed.", "Type it in full.")
    if not path.exists():
        raise InputError(f"There is nothing at {fmt.plain(typed.strip())}.", "Check the path.")
    return Picked([str(path)], f"Import of {path.name or path}", None)


def _sent(files: Sequence[Any]) -> Picked:
    if not files:
        raise InputError("No file was chosen.", "Choose one, or drag it onto the field.")
    folder = data_jobs.incoming(cache.root())
    taken: set[str] = set()
    for file in files:
        place = folder / data_jobs.safe_name(file.name, taken)
        place.touch(mode=0o600)
        with place.open("wb") as out:
            shutil.copyfileobj(file, out)
    one = files[0].name if len(files) == 1 else f"{len(files):,} files"
    return Picked([str(folder)], f"Import of {data_jobs.safe_name(one, set())}", folder)


def _looked(picked: Picked, *, is_busy: bool) -> None:
    told = picked.told
    with st.container(horizontal=True, vertical_alignment="center"):
        ready = st.button(
            f"Import {fmt.count(told['files'])} {'file' if told['files'] == 1 else 'files'}",
            key="data_import",
            icon=":material/upload:",
            disabled=is_busy or not told["files"],
        )
        over = st.button("Choose others", key="data_over", icon=":material/undo:")
        size = f", {_size(told['bytes'])}" if told["bytes"] else ""
        st.caption(f"{picked.label.removeprefix('Import of ')}{size}")
    if over:
        picked.drop()
        _reset()
    if ready:
        _begin(picked)
    for place, kind in enumerate(told["kinds"]):
        with st.container(border=True, key=f"data_kind_{place}"):
            _kind(kind, key=f"data_kind_{place}")
            if kind["record_columns"] and st.toggle(
                "Map its columns yourself", key=f"data_remap_{place}"
            ):
                shown = {"name": kind["sampled"], "columns": kind["record_columns"]}
                data_mapping.editor(picked, shown, key=f"data_map_kind_{place}")
    for place, file in enumerate(told["unknown"]):
        with st.container(border=True, key=f"data_unknown_{place}"):
            _unknown(picked, file, place)
    others = {one["name"] for one in told["unknown"]}
    for one in told["skipped"]:
        if one["name"] not in others:
            st.caption(f"Left out: {fmt.plain(one['name'])}: {fmt.plain(one['reason'])}")
    for notice in told["notices"]:
        st.caption(f"Note: {fmt.plain(notice)}")


def _begin(picked: Picked) -> None:
    arguments = ["import", "--author", sql_desk.visitor(), "--", *picked.paths]
    try:
        data_jobs.start(cache.root(), "import", picked.label, arguments, files=picked.folder)
    except HydrascopeError as error:
        panels.failed(error)
        return
    picked.hand_over()
    _reset()


def _reset() -> None:
    st.session_state.pop(PICKED, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()


def _size(number: int) -> str:
    return f"{number / 1e6:,.1f} MB" if number >= 1e6 else f"{number / 1e3:,.1f} kB"


def _kind(kind: Mapping[str, Any], *, key: str) -> None:
    """One kind of file: what, why, a sample, and what it will leave unsaid."""
    files = "1 file" if kind["files"] == 1 else f"{fmt.count(kind['files'])} files"
    st.markdown(f"**{fmt.plain(kind['label'])}** · {files} → `{kind['table']}`")
    why = str(kind["why"])
    st.write(f"{fmt.plain(why[:1].upper() + why[1:])}.")
    names = fmt.listing([fmt.plain(name) for name in kind["names"]])
    st.caption(f"{names}{' and more' if kind['files'] > len(kind['names']) else ''}, "
               f"{_size(kind['bytes'])}")  # fmt: skip
    if not kind["rows"]:
        st.caption("No row of it could be mapped." if "looked_at" in kind else "Not sampled.")
        _rejected(kind)
        return
    frame = pd.DataFrame(kind["rows"], columns=kind["columns"]).astype(str)
    panels.table(
        frame.replace({"None": "–"}), key=f"{key}_rows", alt="Five rows as they would be loaded"
    )
    st.caption(_span(kind))
    _rejected(kind)
    _lacks(kind, key=key)


def _span(kind: Mapping[str, Any]) -> str:
    told = f"The first {fmt.count(kind['looked_at'])} rows were looked at"
    if kind.get("first_at"):
        told += f": {fmt.utc(kind['first_at'])} to {fmt.utc(kind['last_at'])}"
    return f"{told}. Addresses, mails and cards are shown as they would be kept: hashed."


def _rejected(kind: Mapping[str, Any]) -> None:
    if not kind.get("rejected"):
        return
    reasons = fmt.listing(
        [f"{fmt.plain(reason)} ({fmt.count(rows)})"
         for reason, rows in kind["rejected_by_reason"].items()]
    )  # fmt: skip
    st.warning(f"{fmt.count(kind['rejected'])} of these rows would be rejected: {reasons}.")


def _lacks(kind: Mapping[str, Any], *, key: str) -> None:
    """Null rates, and what the pages could not show with this file alone."""
    shares = kind["null_shares"]
    missing = data_needs.missing_after(kind["table"], shares)
    for one in kind["lacking"]:
        st.caption(f"{fmt.plain(one)}.")
    if len(missing):
        st.write(f"What this file does not tell: {fmt.listing(list(missing['field']))}.")
        with st.expander("What the pages cannot show without it"):
            panels.table(
                missing, key=f"{key}_lacks", alt="What cannot be shown with this file alone"
            )
    frame = pd.DataFrame({"field": list(shares), "null_share": list(shares.values())})
    with st.expander("Share of rows without each column"):
        panels.table(
            frame.sort_values("null_share", kind="stable"),
            key=f"{key}_nulls",
            alt="Share of rows without each column",
            height=260,
        )


def _unknown(picked: Picked, file: Mapping[str, Any], place: int) -> None:
    st.markdown(f"**{fmt.plain(file['name'])}** · no source recognises its columns")
    if not file["rows"]:
        st.caption("No row of it could be read.")
        return
    frame = pd.DataFrame(file["rows"], columns=file["shown"]).astype(str)
    st.dataframe(frame, key=f"data_raw_{place}", alt="Its first rows as they are", hide_index=True)
    data_mapping.editor(picked, file, key=f"data_map_{place}")
