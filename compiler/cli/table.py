"""The commands: where each is and what it is for. `main` loads one only when it is called."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("compiler.cli.commands.init:init", "Start a project: an example, or from your own data."),
    "validate": ("compiler.cli.commands.validate:validate", "Check a project without running anything."),
    "compile": ("compiler.cli.commands.compile:compile_", "Write the Pulumi program and the job definitions."),
    "plan": ("compiler.cli.commands.plan:plan", "Show what `up` would change, and why."),
    "cost": ("compiler.cli.commands.cost:cost", "Show what a project costs by the hour and by the month."),
    "fit": ("compiler.cli.commands.fit:fit", "Tell on which GPU instances a language model fits."),
    "iam": ("compiler.cli.commands.iam:iam", "Print what deploying or planning an environment has to be allowed."),
    "up": ("compiler.cli.commands.up:up", "Make what runs equal to what is written."),
    "promote": ("compiler.cli.commands.promote:promote", "Serve in one environment what serves in another."),
    "rollback": ("compiler.cli.commands.rollback:rollback", "Serve the last version that served before, at once."),
    "report": ("compiler.cli.commands.report:report", "Show a reviewer what a branch changes."),
    "preview": ("compiler.cli.commands.preview:preview", "Show a pull request in an environment of its own."),
    "drift": ("compiler.cli.commands.drift:drift", "Show what differs from what is recorded, and who did it."),
    "refresh": ("compiler.cli.commands.refresh:refresh", "Read every resource and record what was found."),
    "import": ("compiler.cli.commands.import_:import_", "Take over an existing resource into a stack and its spec."),
    "destroy": ("compiler.cli.commands.destroy:destroy", "Stop and remove everything that runs."),
    "status": ("compiler.cli.commands.status:status", "Show what runs: endpoints, models, resources."),
    "outputs": ("compiler.cli.commands.outputs:outputs", "Show what the last `up` recorded as its outputs."),
    "lineage": ("compiler.cli.commands.lineage:lineage", "Show where what serves comes from: run, data, commit."),
    "logs": ("compiler.cli.commands.logs:logs", "Show what training jobs and servers said."),
    "predict": ("compiler.cli.commands.predict:predict", "Send rows to an endpoint."),
    "handover": ("compiler.cli.commands.handover:handover", "Hand a stack's state to the other engine."),
    "explain": ("compiler.cli.commands.explain:explain", "Explain an error code, or where a value comes from."),
    "fmt": ("compiler.cli.commands.fmt:fmt", "Format project files and conf/; comments stay."),
    "impact": ("compiler.cli.commands.impact:impact", "Show what a change of a file or a value would reach."),
    "schema": ("compiler.cli.commands.schema:schema", "Write the JSON Schema of project files, for editors."),
    "doctor": ("compiler.cli.commands.doctor:doctor", "Check this machine and this workspace."),
    "version": ("compiler.cli.commands.version:version", "Print the version."),
}
"""Name -> (module:function, one line for the list of commands), in the order in which a project meets them."""
