"""Codes of the operations behind the commands (O…)."""

from __future__ import annotations

from compiler.source.codes import Code
from compiler.source.diagnostic import Severity

CODES: tuple[Code, ...] = (
    Code(
        "O001",
        "what runs is in the cloud",
        "Logs and endpoints of an environment in a cloud are that cloud's: its console and Pulumi's outputs tell where"
        " they are. `logs` and `predict` are for what runs on this machine.",
        wrong="modelwright logs churn --env prod",
        right="modelwright logs churn",
        exit=4,
    ),
    Code(
        "O002",
        "no such log",
        "No resource of that name has written a log in this environment.",
        wrong="modelwright logs churn chrun",
        right="modelwright logs churn churn",
    ),
    Code(
        "O003",
        "no such endpoint",
        "The environment serves nothing under this name, or more than one thing.",
        wrong="modelwright predict churn/churn-ap --data rows.csv",
        right="modelwright predict churn/churn-api --data rows.csv",
    ),
    Code(
        "O004",
        "endpoint is down",
        "The server's process ended or does not answer. `modelwright status` shows it, `modelwright logs` what it said"
        " last, and `modelwright up` starts it again.",
        wrong="modelwright predict churn --data rows.csv   # after the machine was started anew",
        right="modelwright up churn",
        exit=4,
    ),
    Code(
        "O005",
        "endpoint refused the rows",
        "The rows do not fit the model's input schema; the message names the field and the row.",
        wrong='[{"tenure_months": "seven"}]',
        right='[{"tenure_months": 7}]',
    ),
    Code(
        "O006",
        "no such value",
        "The composed configuration has nothing at this path.",
        wrong="modelwright explain churn models.churn.parms",
        right="modelwright explain churn models.churn.params",
    ),
    Code(
        "O008",
        "no such output",
        "The last `up` recorded no output of this name. `modelwright outputs` without a name shows all.",
        wrong="modelwright outputs churn endpoint.churn-api.url",
        right="modelwright outputs churn endpoints.churn-api.url",
    ),
    Code(
        "O011",
        "changed by hand",
        "What runs is not as the last `up` left it: somebody changed or deleted it outside of Modelwright. `drift`"
        " exits with 6 then, which no other command does: a nightly run can tell a hand at the console from an `up`"
        " that somebody forgot (`plan --expect-no-changes`, 7) and from a failure (4).",
        wrong="modelwright drift churn   # after the server was killed",
        right="modelwright up churn",
        exit=6,
    ),
    Code(
        "O012",
        "drift that cannot be kept",
        "`drift --accept` writes a value into the spec. What the spec has no place for cannot be kept that way: values"
        " that follow from other resources, that are computed, or that a file's content makes. Nothing is written then;"
        " `up` restores what the spec says.",
        wrong="modelwright drift churn --accept Endpoint.churn-api/version",
        right="modelwright up churn",
    ),
    Code(
        "O013",
        "nothing was changed there",
        "`--accept` names a resource and a property (`ADDRESS/PROPERTY`) or a whole resource, as `modelwright drift`"
        " lists them.",
        wrong="modelwright drift churn --env prod --accept appautoscaling.Target.churn-api/max",
        right="modelwright drift churn --env prod --accept appautoscaling.Target.churn-api/maxCapacity",
    ),
    Code(
        "O010",
        "no project has this value",
        "No project of the workspace has a value at this path, in any of the environments that were asked. Paths are"
        " those of the composed configuration, without `environments.NAME`.",
        wrong="modelwright impact models.churn.parms.max_depth",
        right="modelwright impact models.churn.params.max_depth",
    ),
    Code(
        "O007",
        "planned without looking at the cloud",
        "Only Pulumi knows what it has deployed. Without the Pulumi CLI, or without a backend to ask, `plan` of such an"
        " environment shows all that the compiled program creates, and cannot say whether that differs from what runs."
        " There it is a note, which changes no exit code; `--expect-no-changes` must know, so there it is an error.",
        wrong="modelwright plan churn --env prod --expect-no-changes",
        right="PULUMI_BACKEND_URL=s3://acme-pulumi modelwright plan churn --env prod --expect-no-changes",
    ),
    Code(
        "O014",
        "over the budget",
        "By list prices, a month of the environment may cost more than `budget:` allows, with every endpoint scaled up"
        " all the time. What is billed by use or by run, and what has no known price, is not in the sum. `plan` warns;"
        " `up` and `cost` refuse.",
        wrong="budget: {monthly: 100}   # with scale: {min: 2, max: 6, target_rps: 40}",
        right="budget: {monthly: 600}",
        exit=5,
    ),
    Code(
        "O015",
        "a price list that cannot be used",
        "`cost --refresh FILE` takes a price list of the format in docs/cost.md: JSON of `schema` 1, with `currency`,"
        " `compiled` (the day) and `entries`, each with service, region, item, unit, price, as_of, source and"
        " confidence.",
        wrong="modelwright cost churn --env prod --refresh prices.csv",
        right="modelwright cost churn --env prod --refresh prices.json",
    ),
    Code(
        "O016",
        "a registry that cannot be read",
        "Where models are retrained in the cloud, `plan` and `up` ask its registry for the newest approved version."
        " That takes credentials and the right to list and describe the versions.",
        wrong="modelwright up churn --env prod   # with credentials of another account",
        right="AWS_PROFILE=ml-prod modelwright up churn --env prod",
        exit=4,
    ),
    Code(
        "O020",
        "not kept by the embedded engine",
        "`rollback` and `promote` move the pointers of this machine's registry and the servers behind them at once,"
        " which works on what the embedded engine keeps. In a cloud, take the change back in git and run `up`: what was"
        " trained before has its fingerprint in the name of its job, and is not trained again.",
        wrong="modelwright rollback churn --env prod   # which is in a cloud",
        right="git revert HEAD && modelwright up churn --env prod",
        exit=4,
    ),
    Code(
        "O021",
        "no such endpoint or model",
        "The environment has no endpoint or model of this name, or more than one and none is named.",
        wrong="modelwright rollback churn/churn-ap",
        right="modelwright rollback churn/churn-api",
    ),
    Code(
        "O022",
        "nothing to go back to",
        "A rollback goes to the last version that served before the present one, and `--undo` ends a rollback. There is"
        " no such version, or no rollback.",
        wrong="modelwright rollback churn   # after the first `up`",
        right="modelwright status churn",
        exit=4,
    ),
    Code(
        "O023",
        "nothing to promote",
        "A promotion takes what serves in one environment to another one. Nothing that passed its gates is in the"
        " first, or both are the same.",
        wrong="modelwright promote churn --from staging --to prod   # before `up --env staging`",
        right="modelwright up churn --env staging && modelwright promote churn --from staging --to prod",
        exit=4,
    ),
    Code(
        "O024",
        "more than the promotion would change",
        "A promotion brings no other change along. The spec of the target describes changes of other models or"
        " endpoints than what is promoted, which `up` makes first.",
        wrong="modelwright promote shop/churn --from staging --to prod   # and `prices` has changed, too",
        right="modelwright promote shop --from staging --to prod",
        exit=4,
    ),
    Code(
        "O025",
        "promoted across different splits",
        "A promoted model is measured on the test rows of the target. Where the split is another one, these are in part"
        " rows that it was trained on, and its metrics would be too good.",
        wrong="environments: {prod: {models: {churn: {split: {seed: 8}}}}}",
        right="environments: {prod: {models: {churn: {gates: [roc_auc >= 0.85]}}}}",
        exit=5,
    ),
    Code(
        "O030",
        "a merge base that does not compile",
        "A preview makes what differs from the merge base. A project that does not compile there, for instance because"
        " its data is not in git, counts as changed as a whole.",
        wrong="modelwright preview up --pr 42   # and `data/` is in .gitignore",
        right="modelwright preview up --pr 42 --select name:churn",
        severity=Severity.NOTE,
    ),
    Code(
        "O031",
        "a preview that is not completely gone",
        "Of a preview that was taken down something is left: a resource that could not be removed, or one that somebody"
        " else is at work on. All that could be removed is; the ledger keeps the rest.",
        wrong="modelwright preview down --pr 42   # without the credentials that made it",
        right="modelwright preview reap --yes",
        exit=4,
    ),
    Code(
        "O032",
        "a preview without an expiry",
        "The ledger of previews and the tags beside the state are both lost, so nobody knows until when the preview"
        " stands. It goes when it is named, or is not among the pull requests that are open.",
        wrong="modelwright preview reap --yes",
        right="modelwright preview reap --open 7,42 --yes",
        severity=Severity.WARNING,
    ),
    Code(
        "O033",
        "a cloud that cannot be asked about previews",
        "Previews in a cloud are found by their tags, their jobs are ended before they are destroyed, and at the end"
        " the cloud is asked whether anything is left. That takes credentials and rights.",
        wrong="modelwright preview reap --env dev --yes   # with nobody logged in",
        right="AWS_PROFILE=ml-reaper modelwright preview reap --env dev --yes",
        exit=4,
    ),
    Code(
        "O034",
        "a cloud that still has parts of a preview",
        "All resources of the preview's state are destroyed, and the cloud still has some with its tags or names: made"
        " beside the state, or not gone yet.",
        wrong="modelwright preview down --pr 42 --env dev --yes",
        right="modelwright preview reap --env dev --yes   # again, a little later",
        exit=4,
    ),
)
