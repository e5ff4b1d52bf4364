"""Codes of the phase: compose (C…)."""

from __future__ import annotations

from compiler.source.codes import Code

_ENVIRONMENTS = (
    Code(
        "C001",
        "No such environment",
        "A project has the environment `local`, and those that stand under `environments:`.",
        "modelwright plan --env staging",
        "modelwright plan --env dev",
    ),
    Code(
        "C002",
        "`environments` has the wrong form",
        "`environments` maps names to what differs there; a name with nothing different has an empty mapping.",
        "environments: [dev, prod]",
        "environments: {dev: {}, prod: {}}",
    ),
    Code(
        "C003",
        "An environment without a platform",
        "Each environment needs a file `conf/env/<name>.yaml` that tells its target, engine and region.",
        "environments: {prd: {}}",
        "environments: {prod: {}}",
    ),
    Code(
        "C004",
        "A key that cannot be overridden",
        "`project`, `defaults` and `environments` are the same in every environment. Set the single values instead.",
        "environments: {prod: {defaults: [{compute: large}]}}",
        "environments: {prod: {models: {churn: {train: {compute: large}}}}}",
    ),
    Code(
        "C022",
        "A name that is kept for previews",
        "A preview of a pull request is an environment of its own, `pr-42`, made by `modelwright preview up`. What all "
        "of them have stands in `conf/env/preview.yaml`. Names in a cloud begin with project and environment, so no "
        "project has such a part in its name either.",
        "environments: {pr-42: {}}",
        "environments: {staging: {}}",
    ),
)
_GROUPS = (
    Code(
        "C005",
        "`defaults` has the wrong form",
        "`defaults` is a list; each entry is one config group of `conf/` and the option that is chosen from it.",
        "defaults: {compute: small}",
        "defaults: [{compute: small}]",
    ),
    Code(
        "C006",
        "No such config group",
        "Config groups are the folders of `conf/`. The group `env` is chosen by the environment's name.",
        "defaults: [{compte: small}]",
        "defaults: [{compute: small}]",
    ),
    Code(
        "C007",
        "No such option",
        "The options of a config group are the files in its folder of `conf/`.",
        "defaults: [{compute: tiny}]",
        "defaults: [{compute: small}]",
    ),
    Code(
        "C008",
        "Configuration of Hydra itself",
        "Configuration describes a system. It may not change how configuration is found, logged or launched.",
        "hydra: {searchpath: [file:///tmp]}",
        "defaults: [{compute: small}]",
    ),
    Code(
        "C009",
        "`_target_`",
        "Some tools build the object that `_target_` names. Configuration here never names code to be called, except "
        "in "
        "`estimator` and `entrypoint`, which are checked.",
        "params: {_target_: os.system}",
        "estimator: sklearn.linear_model.Ridge",
    ),
)
_OVERRIDES = (
    Code(
        "C010",
        "Not an override",
        "What follows the project on the command line is in Hydra's grammar: `path=value`, `+path=value`, "
        "`++path=value`, "
        "`~path`, `group=option`. Values with spaces or signs stand in double quotes, the whole in single ones.",
        "models.churn.gates=[auc >= 1]",
        "'models.churn.gates=[\"auc >= 1\"]'",
    ),
    Code(
        "C011",
        "A sweep",
        "One command compiles one configuration; several values for one key are a sweep. A list stands in brackets.",
        "models.churn.metrics=r2,mae",
        "models.churn.metrics=[r2,mae]",
    ),
    Code(
        "C012",
        "An override of what does not exist",
        "An override changes a section or an entry that is there. With `+` it adds one, with `~` it removes one.",
        "models.chrun.params.max_depth=3",
        "models.churn.params.max_depth=3",
    ),
    Code(
        "C013",
        "An override that does not fit",
        "`+` adds only what is new, `~path=value` removes only that value, and nothing stands below a single value.",
        "+owner=growth-ml",
        "owner=growth-ml",
    ),
)
_CONF = (
    Code(
        "C014",
        "`conf/` cannot be composed",
        "Hydra could not put the files of `conf/` together, in the words after the colon, or one of them is no file.",
        wrong="# conf/serving/fast.yaml\ndefaults: [nosuch]",
        right="# conf/serving/fast.yaml\ndefaults: [standard]",
    ),
    Code(
        "C015",
        "A key of `conf/` that nothing reads",
        "Files of `conf/` set values under `platform`, `train_defaults` and `serving_defaults`. A file in another "
        "group "
        "says in its first line where its content goes.",
        "retention: 30",
        "# @package platform\nlog_retention_days: 30",
    ),
    Code(
        "C021",
        "A config path that leaves `conf/`",
        "A `defaults:` list names groups and options inside `conf/`: no `..`, no address and no backslash.",
        "defaults: [../../shared/base]",
        "defaults: [{policy: standard}]",
    ),
)
_REFERENCES = (
    Code(
        "C016",
        "A reference in a key",
        "`${…}` stands for a value and can be used in values only.",
        'params: {"${project}": 1}',
        "params: {name: ${project}}",
    ),
    Code(
        "C017",
        "A resolver",
        "`${name:…}` would compute a value or read anything of the machine's environment. Other values of the "
        "configuration can be referred to, and environment variables that the project declares.",
        "owner: ${oc.env:OWNER}",
        "env: [OWNER]\nowner: ${env:OWNER}",
    ),
    Code(
        "C018",
        "A reference that cannot be resolved",
        "`${path}` names a value of the composed configuration; this one names nothing, a part of itself, or too much.",
        "description: about ${projct}",
        "description: about ${project}",
    ),
    Code(
        "C019",
        "A malformed reference",
        "A reference is `${path.to.a.value}`, with leading dots relative to where it stands. `\\${` is a plain `${`.",
        "description: costs ${ 5",
        "description: costs \\${ 5",
    ),
    Code(
        "C020",
        "A value that must be given",
        "`???` marks a value that a later layer has to give: the spec, an environment or the command line.",
        "owner: ???",
        "owner: growth-ml",
    ),
)

_OUTSIDE = (
    Code(
        "C030",
        "`env` has the wrong form",
        "`env` declares the environment variables that a project depends on: a list of names, or a mapping with a "
        "`type` (text, integer, number, boolean) and a `default` of that type. Without a type a value is text.",
        "env: {TREES: {default: 200}}",
        "env: {TREES: {type: integer, default: 200}}",
    ),
    Code(
        "C031",
        "An environment variable that is not declared",
        "A spec sees only the environment variables that it declares under `env:`, so that a reader knows what it "
        "depends on.",
        "description: built from ${env:GIT_SHA}",
        "env: [GIT_SHA]\ndescription: built from ${env:GIT_SHA}",
    ),
    Code(
        "C032",
        "An environment variable that is not set",
        "The spec refers to a declared environment variable that is not set in this run and has no default.",
        "modelwright compile churn",
        "GIT_SHA=$(git rev-parse HEAD) modelwright compile churn",
    ),
    Code(
        "C033",
        "An environment variable with an odd value",
        "The value of an environment variable is one line of text, and fits the type that `env:` declares for it.",
        "TREES=many modelwright plan churn",
        "TREES=200 modelwright plan churn",
    ),
    Code(
        "C034",
        "A secret inside a text",
        "`${secret:NAME}` is a reference to the end: its value is never put together with other text.",
        "URL: https://user:${secret:PASSWORD}@example.com",
        "URL_PASSWORD: ${secret:PASSWORD}",
    ),
    Code(
        "C035",
        "A secret where none may stand",
        "Secrets go to the environment of training jobs and nowhere else: other values are written into files that "
        "people read.",
        'params: {random_state: "${secret:SEED}"}',
        "params: {random_state: 7}",
    ),
)

CODES: tuple[Code, ...] = (*_OUTSIDE, *_ENVIRONMENTS, *_GROUPS, *_OVERRIDES, *_CONF, *_REFERENCES)
