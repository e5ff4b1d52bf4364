"""What any compiler of this kind must do, and no more: parse by libyaml, render precompiled Jinja, write. No checks.

    python -m benchmarks.floor floor|naive FOLDER COUNT

`naive` is the design that comes to mind first: Hydra composes, and a fresh Jinja environment renders, once per stack.
"""

import os
import sys
from pathlib import Path

ENVIRONMENTS = ("local", "dev", "prod")
TEMPLATE = """\
# Project {{ project }}, environment {{ environment }}
{% for model, spec in models.items() %}
{% for resource in ("bucket", "versioning", "encryption", "access", "policy", "data", "definition", "role", "rights") %}
{{ model | replace("-", "_") }}_{{ resource }} = aws.Resource(
    {{ (model ~ "-" ~ resource) | tojson }},
    tags={"project": {{ project | tojson }}, "owner": {{ owner | tojson }}},
    policy={"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]},
)
{% endfor %}
{{ model | replace("-", "_") }}_job = aws.TrainingJob(
    {{ model | tojson }},
    target={{ spec.target | tojson }},
    params={{ spec.params | tojson }},
    gates={{ spec.gates | tojson }},
    columns={{ datasets[spec.dataset].columns | tojson }},
)
{% endfor %}
{% for name, spec in serving.items() %}
{% for resource in ("model", "configuration", "endpoint", "alarm", "target", "policy") %}
{{ name | replace("-", "_") }}_{{ resource }} = aws.Resource({{ name | tojson }}, model={{ spec.model | tojson }})
{% endfor %}
{% endfor %}
"""


def write(stacks: Path, project: str, environment: str, program: str, jobs: dict) -> None:
    """As many files as a stack has."""
    import json

    folder = stacks / project / environment
    (folder / "jobs").mkdir(parents=True, exist_ok=True)
    (folder / "__main__.py").write_text(program)
    (folder / "Pulumi.yaml").write_text(f"name: {project}\n")
    (folder / "requirements.txt").write_text("pulumi\n")
    (folder / "manifest.json").write_text(program)
    for name, job in jobs.items():
        (folder / "jobs" / f"{name}.json").write_text(json.dumps(job, indent=2))


def floor(files: list[Path], stacks: Path) -> None:
    """One process for each core, each with its share."""
    import jinja2
    import yaml

    template = jinja2.Environment().from_string(TEMPLATE)
    cores = len(os.sched_getaffinity(0))
    children = []
    for share in range(cores):
        if pid := os.fork():
            children.append(pid)
            continue
        for file in files[share::cores]:
            tree = yaml.load(file.read_bytes(), yaml.CSafeLoader)
            for environment in ENVIRONMENTS:
                program = template.render(tree, environment=environment)
                write(stacks, tree["project"], environment, program, tree["models"])
        os._exit(0)
    if any(os.waitpid(pid, 0)[1] for pid in children):
        sys.exit("a process failed")


def naive(files: list[Path], stacks: Path) -> None:
    """Hydra and a fresh environment for every stack."""
    import hydra
    import jinja2
    from omegaconf import OmegaConf

    from compiler.source.share import share

    for file in files:
        for environment in ENVIRONMENTS:
            with hydra.initialize_config_dir(str(share("conf")), version_base="1.3"):
                platform = hydra.compose("config", [f"env={environment}"])
            OmegaConf.set_struct(platform, False)
            spec = OmegaConf.load(file)
            chosen = OmegaConf.merge(platform, spec, spec.get("environments", {}).get(environment) or {})
            tree = OmegaConf.to_container(chosen, resolve=True)
            program = jinja2.Environment().from_string(TEMPLATE).render(tree, environment=environment)
            write(stacks, tree["project"], environment, program, tree["models"])


def main() -> None:
    design, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    files = sorted(path for path in folder.glob("*/*/modelwright.yaml"))[:count]
    {"floor": floor, "naive": naive}[design](files, folder / f"stacks-{design}")


if __name__ == "__main__":
    main()
