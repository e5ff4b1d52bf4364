"""N projects as people write them: about 100 lines each, three environments, no two alike, the same for a seed."""

import random
from pathlib import Path

TEAMS = ("growth", "payments", "risk", "logistics", "care", "search", "pricing", "support")
NOUNS = ("churn", "fraud", "demand", "latency", "returns", "credit", "leads", "claims", "uptake", "delay")
NUMBERS = (
    "tenure_months", "age_years", "income", "balance", "visits", "orders", "discount", "distance_km", "duration",
    "basket_value", "sessions", "refunds", "rating", "weight", "height", "temperature", "pressure", "humidity",
    "speed", "load", "latency_ms", "errors", "retries", "queue_length", "price", "cost", "margin", "stock",
    "lead_time", "open_tickets", "calls", "emails", "clicks", "impressions", "spend", "credit_limit",
)  # fmt: skip
CATEGORIES = {
    "plan": ("free", "pro", "enterprise"),
    "region": ("north", "south", "east", "west"),
    "channel": ("web", "store", "phone"),
    "segment": ("small", "medium", "large"),
    "device": ("android", "ios", "desktop"),
}
ESTIMATORS = (
    ("sklearn.ensemble.RandomForestClassifier", {"n_estimators": (100, 400), "max_depth": (4, 16)}),
    ("sklearn.ensemble.GradientBoostingClassifier", {"n_estimators": (50, 200), "max_depth": (2, 6)}),
    ("sklearn.ensemble.ExtraTreesClassifier", {"n_estimators": (100, 400), "min_samples_leaf": (1, 20)}),
    ("sklearn.linear_model.LogisticRegression", {"max_iter": (200, 2000)}),
    ("sklearn.tree.DecisionTreeClassifier", {"max_depth": (3, 12), "min_samples_leaf": (1, 50)}),
)
ROWS = 40


def write_workspace(folder: Path, count: int, seed: int = 7) -> list[Path]:
    """Projects `<team>/<name>/modelwright.yaml` with their tables; returns the project files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "modelwright.toml").touch()
    (folder / "conf" / "policy").mkdir(parents=True, exist_ok=True)
    shared_default(folder, 30)
    return [write_project(folder, number, seed) for number in range(count)]


def shared_default(folder: Path, days: int) -> None:
    """A default of the house that every project inherits, in the workspace's own `conf/`."""
    text = f"# @package platform\nlog_retention_days: {days}\ntags: {{managed_by: modelwright, cost_center: ml}}\n"
    (folder / "conf" / "policy" / "standard.yaml").write_text(text, encoding="utf-8")


def write_project(folder: Path, number: int, seed: int) -> Path:
    """One project with its data; two out of three have one model, the third has two on the same table."""
    chance = random.Random(seed * 1_000_003 + number)
    team, noun = chance.choice(TEAMS), chance.choice(NOUNS)
    name = f"{team}-{noun}-{number}"
    home = folder / team / name
    (home / "data").mkdir(parents=True, exist_ok=True)
    numbers = chance.sample(NUMBERS, 16 + chance.randrange(12))
    categories = chance.sample(sorted(CATEGORIES), 3)
    target = f"{noun}_flag"
    (home / "data" / "rows.csv").write_text(_table(chance, numbers, categories, target), encoding="utf-8")
    models = [noun] if number % 3 else [noun, f"{noun}-baseline"]
    lines = [
        f"# {noun.capitalize()} for {team}: kept by the {team} team",
        f"project: {name}",
        f"owner: {team}-ml",
        f"description: Predicts {noun} for {team}, number {number}",
        "",
        "datasets:",
        "  rows:",
        "    source: data/rows.csv",
        f"    description: One row per case, exported nightly by {team}",
        "    columns:",
        "      case_id: identifier",
        *(f"      {column}: number" for column in numbers),
        *(f"      {column}: {{type: category, values: [{', '.join(CATEGORIES[column])}]}}" for column in categories),
        f'      {target}: {{type: category, values: ["absent", "present"]}}',
        "    checks:",
        f"      - rows >= {chance.randrange(10, ROWS)}",
        "      - unique(case_id)",
        f"      - missing({target}) <= 0",
        f"      - missing({numbers[0]}) <= 0.{chance.randrange(1, 9)}",
        f"      - min({numbers[1]}) >= 0",
        "",
        "models:",
        *(line for model in models for line in _model(chance, model, target)),
        "",
        "serving:",
        f"  {noun}-api:",
        f"    model: {noun}",
        "    mode: realtime",
        "    rollout: {strategy: all_at_once}",
        "",
        "environments:",
        "  local: {}",
        "  dev:",
        "    models:",
        f"      {noun}:",
        "        train:",
        f"          timeout: {chance.randrange(10, 40)}m",
        "  prod:",
        "    models:",
        f"      {noun}:",
        "        train: {compute: medium}",
        "    serving:",
        f"      {noun}-api:",
        "        scale:",
        f"          min: {chance.randrange(2, 4)}",
        f"          max: {chance.randrange(4, 12)}",
        f"          target_rps: {chance.randrange(5, 80)}",
    ]
    file = home / "modelwright.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _model(chance: random.Random, name: str, target: str) -> list[str]:
    estimator, params = chance.choice(ESTIMATORS)
    return [
        f"  {name}:",
        "    dataset: rows",
        f"    target: {target}",
        f"    estimator: {estimator}",
        "    params:",
        *(f"      {key}: {chance.randint(*bounds)}" for key, bounds in params.items()),
        "      random_state: 7",
        "    split:",
        f"      test: 0.{chance.randrange(15, 35)}",
        f"      seed: {chance.randrange(1, 1000)}",
        "      stratify: true",
        "    metrics: [roc_auc, log_loss, recall]",
        "    gates:",
        f"      - roc_auc >= 0.{chance.randrange(60, 95)}",
        f"      - recall >= 0.{chance.randrange(50, 90)}",
        f"      - roc_auc >= champion - 0.0{chance.randrange(1, 9)}",
        "    preprocess:",
        "      numeric: {impute: median, scale: standard}",
        "    train:",
        f"      timeout: {chance.randrange(5, 60)}m",
    ]


def _table(chance: random.Random, numbers: list[str], categories: list[str], target: str) -> str:
    lines = [",".join(["case_id", *numbers, *categories, target])]
    for row in range(ROWS):
        values = [str(row), *(f"{chance.uniform(0, 100):.2f}" for _ in numbers)]
        values += [chance.choice(CATEGORIES[column]) for column in categories]
        lines.append(",".join([*values, chance.choice(("absent", "present"))]))
    return "\n".join(lines) + "\n"
