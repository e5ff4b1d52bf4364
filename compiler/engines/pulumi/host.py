"""Runs compiled programs under the Pulumi CLI: one JSON order a line on standard input in, JSON lines out.

Started as a file of its own with nothing of the compiler importable, so that neither the program nor what Pulumi's SDK
keeps for it touches the process that asked. Answers go to the descriptor in `argv[1]`: `{"event": …}` while an order is
carried out, `{"result": …}` or `{"failure": …}` at its end. `"interrupt"` on standard input interrupts the CLI; so does
the end of standard input, and then everything ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from queue import SimpleQueue
from typing import Any

GRACE = 15.0
"""Seconds that the CLI has to end after whoever asked is gone."""


class Line:
    """The way back to whoever asked; events come from several threads."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "w", encoding="utf-8")
        self._lock = threading.Lock()

    def send(self, kind: str, value: object) -> None:
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._file.write(json.dumps({kind: value}) + "\n")
            self._file.flush()


class Command:
    """The CLI as the Automation API calls it, in a process group of its own that can be interrupted."""

    def __init__(self, path: str, version: Any, line: Line) -> None:
        self.command = path
        self.version = version
        self._line = line
        self._running: subprocess.Popen[str] | None = None

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: Callable[[str], Any] | None = None,
        on_error: Callable[[str], Any] | None = None,
    ) -> Any:
        """One command to its end. Raises the Automation API's own errors when it fails."""
        from pulumi.automation._cmd import CommandResult
        from pulumi.automation.errors import create_command_error

        words = [self.command, "--non-interactive", *args]
        env = {**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true", "PULUMI_SKIP_UPDATE_CHECK": "true"}
        with subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=env,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        ) as process:
            self._running = process
            self._line.send("started", process.pid)
            try:
                out, err = process.communicate()
            finally:
                self._running = None
                self._line.send("ended", process.pid)
        result = CommandResult(stdout=out, stderr=err, code=process.returncode)
        if process.returncode != 0:
            raise create_command_error(result)
        return result

    def interrupt(self) -> None:
        """As Ctrl-C does: the first time it winds up, the second time it ends at once."""
        if process := self._running:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End the CLI; its plugins notice."""
        if process := self._running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


class Program:
    """The compiled program as an inline program; `failure` is how it failed by itself, `written` what it registers.

    `lift` are the types and names whose protection does not hold in this run, `lifted` those that the program protects;
    what is in `anew` goes before its successor comes.
    """

    def __init__(self, folder: Path, lift: set[tuple[str, str]], anew: set[tuple[str, str]]) -> None:
        self.folder = folder
        self.lift = lift
        self.anew = anew
        self.failure: dict[str, object] | None = None
        self.written: list[tuple[str, str]] = []
        self.lifted: list[tuple[str, str]] = []

    def __call__(self) -> None:
        import pulumi

        entry = self.folder / "__main__.py"
        sys.argv = [str(entry)]
        pulumi.runtime.register_stack_transformation(self._transform)
        try:
            runpy.run_path(str(entry), run_name="__main__")
        except SystemExit as error:
            if error.code not in (None, 0):
                self._failed("SystemExit", f"it ended itself with {error.code}", 0)
                raise pulumi.RunError(str(self.failure)) from None
        except Exception as error:
            self._failed(type(error).__name__, str(error), _line(error, entry))
            raise pulumi.RunError(f"{type(error).__name__}: {error}") from None

    def _transform(self, item: Any) -> Any:
        import pulumi

        resource = (item.type_, item.name)
        self.written.append(resource)
        if resource not in self.lift | self.anew:
            return None
        more = pulumi.ResourceOptions()
        if resource in self.lift:
            more.protect = False
            if item.opts.protect:
                self.lifted.append(resource)
        if resource in self.anew:
            more.delete_before_replace = True
        options = pulumi.ResourceOptions.merge(item.opts, more)
        return pulumi.ResourceTransformationResult(item.props, options)

    def _failed(self, kind: str, message: str, line: int) -> None:
        self.failure = {"kind": kind, "message": message, "line": line}


def _line(error: Exception, entry: Path) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(entry)]
    return lines[-1] or 0 if lines else 0


_TELLING = {
    "preview": "preview",
    "up": "up",
    "observe": "preview_refresh",
    "refresh": "refresh",
    "destroy": "destroy",
}
"""The operations that tell events, and the functions of the Automation API that do them, with the order's `options`."""


def carry_out(order: dict[str, Any], command: Command, line: Line) -> object:
    """One order: `init export import remove preview up observe refresh destroy cancel protect unprotect` on a stack."""
    from pulumi import automation

    lift, anew = ({(type_, name) for type_, name in order[key]} for key in ("lift", "anew"))
    program = Program(Path(order["program"]), lift, anew)
    workspace = automation.LocalWorkspace(
        work_dir=order["folder"],
        program=program,
        env_vars=order["env"],
        secrets_provider=order["secrets"] or None,
        pulumi_command=command,  # ty: ignore[invalid-argument-type]
    )
    _settle(workspace, order, automation)
    stack = _quiet(automation)(order["stack"], workspace)

    def on_event(event: Any) -> None:
        line.send("event", _plain(event))

    what = order["operation"]
    try:
        match what:
            case "init":
                workspace.create_stack(order["stack"])
            case "remove":
                workspace.remove_stack(order["stack"], force=True)
            case "export":
                # Secrets stay encrypted, as they would not by the API's own export.
                told = workspace._run_pulumi_cmd_sync(["stack", "export", "--stack", order["stack"]])
                return {"deployment": json.loads(told.stdout)["deployment"]}
            case "import":
                file = ["--file", order["file"]]
                workspace._run_pulumi_cmd_sync(["stack", "import", *file, "--stack", order["stack"]])
            case "protect" | "unprotect":
                words = ["state", what, *order["urns"], "--yes", "--stack", order["stack"]]
                workspace._run_pulumi_cmd_sync(words)
            case "cancel":
                stack.cancel()
            case _:
                getattr(stack, _TELLING[what])(on_event=on_event, **order.get("options", {}))
    except automation.CommandError as error:
        raise Failed(error, program) from error
    return {"written": program.written, "lifted": program.lifted}


class Failed(Exception):
    """What the CLI ended with, and how the program failed by itself, if it did."""

    def __init__(self, error: Exception, program: Program) -> None:
        super().__init__(str(error))
        self.report = {"kind": type(error).__name__, "text": str(error), "program": program.failure}


def _quiet(automation: Any) -> Any:
    """A stack that asks the CLI for nothing but the operation itself; its history and outputs come in the events."""

    class Quiet(automation.Stack):
        def __init__(self, name: str, workspace: Any) -> None:
            self.name, self.workspace = name, workspace

        def outputs(self) -> dict[str, Any]:
            return {}

        def info(self, show_secrets: bool = True) -> str:
            return "not asked for"

    return Quiet


def _settle(workspace: Any, order: dict[str, Any], automation: Any) -> None:
    """Write the project's and the stack's settings where they differ from what is there."""
    project = automation.ProjectSettings(
        name=order["project"], runtime="python", main=order["program"], config=_project_config(order, automation)
    )
    folder = Path(order["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    if not _same(workspace.project_settings, project):
        workspace.save_project_settings(project)
    if order["operation"] == "export":
        return
    wanted = _stack_settings(order, automation)
    present = _stack_settings_in(workspace, order["name"])
    if present is not None:
        wanted.encryption_salt = wanted.encryption_salt or present.encryption_salt
        wanted.encrypted_key = wanted.encrypted_key or present.encrypted_key
        wanted.secrets_provider = wanted.secrets_provider or present.secrets_provider
    match order["key"]:
        case {"type": "passphrase", "state": {"salt": salt}}:
            wanted.encryption_salt = salt
        case {"type": "cloud", "state": {"url": url, "encryptedkey": key}}:
            wanted.secrets_provider, wanted.encrypted_key = url, key
    if present is None or present._serialize() != wanted._serialize():
        workspace.save_stack_settings(order["name"], wanted)


def _project_config(order: dict[str, Any], automation: Any) -> Any:
    """What the compiled `Pulumi.yaml` configures for every stack of its project: the way in which names are chosen."""
    local = automation.LocalWorkspace
    try:
        return local.project_settings(_Folder(order["program"], local.stack_settings)).config
    except FileNotFoundError:
        return None


def _stack_settings(order: dict[str, Any], automation: Any) -> Any:
    """What is compiled beside the program, under what the order says."""
    beside = automation.LocalWorkspace.stack_settings
    compiled = _stack_settings_in(_Folder(order["program"], beside), order["name"]) or automation.StackSettings()
    return automation.StackSettings(
        secrets_provider=compiled.secrets_provider,
        encrypted_key=compiled.encrypted_key,
        encryption_salt=compiled.encryption_salt,
        config={**(compiled.config or {}), **order["config"]} or None,
    )


class _Folder:
    """As much of a workspace as reading its settings takes."""

    def __init__(self, work_dir: str, read: Any) -> None:
        self.work_dir = work_dir
        self._read = read

    def stack_settings(self, name: str) -> Any:
        return self._read(self, name)


def _stack_settings_in(workspace: Any, name: str) -> Any:
    try:
        return workspace.stack_settings(name)
    except FileNotFoundError:
        return None


def _same(read: Callable[[], Any], wanted: Any) -> bool:
    try:
        return read().to_dict() == wanted.to_dict()
    except Exception:  # absent, or cut short in any way that the library may stumble over: it is written anew
        return False


def _plain(value: Any) -> Any:
    """Events of the Automation API as JSON, without what is absent."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in vars(value).items() if item is not None}


def _listen(commands: SimpleQueue[dict[str, Any] | None], state: dict[str, Command]) -> None:
    for text in sys.stdin:
        order = json.loads(text)
        if order == "interrupt":
            if command := state.get("command"):
                command.interrupt()
        else:
            commands.put(order)
    commands.put(None)
    if command := state.get("command"):
        command.interrupt()
        threading.Timer(GRACE, command.kill).start()


def main() -> None:
    """Orders until standard input ends."""
    line = Line(int(sys.argv[1]))
    orders: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
    state: dict[str, Command] = {}
    threading.Thread(target=_listen, args=(orders, state), daemon=True).start()
    import pulumi.automation  # noqa: F401  # takes its time, and the first order may not be there yet

    while (order := orders.get()) is not None:
        from semver import VersionInfo

        # What stands is looked at and destroyed also when nobody has its program any more.
        Path(order["program"]).mkdir(parents=True, exist_ok=True)
        os.chdir(order["program"])
        # Last, so that no file beside the program stands in for a module of the library.
        sys.path[:] = [*(place for place in sys.path if place != order["program"]), order["program"]]
        state["command"] = Command(order["command"], VersionInfo.parse(order["version"]), line)
        try:
            line.send("result", carry_out(order, state["command"], line))
        except Failed as failed:
            line.send("failure", failed.report)
        except BaseException:
            line.send("failure", {"kind": "bug", "text": traceback.format_exc(), "program": None})
    os._exit(0)


if __name__ == "__main__":
    main()
