"""Codes of validate about serving, schedules and what a target supports (V070-V099)."""

from __future__ import annotations

from compiler.source.codes import Code
from compiler.source.diagnostic import Severity

CODES: tuple[Code, ...] = (
    Code(
        "V070",
        "scale upside down",
        "The smallest number of instances is above the largest.",
        "scale: {min: 4, max: 2}",
        "scale: {min: 2, max: 4}",
    ),
    Code(
        "V071",
        "rollout without steps",
        "Canary and linear rollouts move `percent` of the traffic and wait for `bake` before they go on.",
        "rollout: {strategy: canary}",
        "rollout: {strategy: canary, percent: 10, bake: 10m, rollback_on: [errors > 1%]}",
    ),
    Code(
        "V072",
        "rollout without a way back",
        "A step-wise rollout without a condition watches nothing: a broken version would reach everyone, only later.",
        "rollout: {strategy: canary, percent: 10, bake: 10m}",
        "rollout: {strategy: canary, percent: 10, bake: 10m, rollback_on: [errors > 1%]}",
    ),
    Code(
        "V073",
        "setting without effect",
        "With `all_at_once` all traffic moves in one step, so there is no share of it to choose.",
        "rollout: {strategy: all_at_once, percent: 10}",
        "rollout: {strategy: canary, percent: 10, bake: 10m, rollback_on: [errors > 1%]}",
    ),
    Code(
        "V074", "port used twice", "Two serving targets ask for the same fixed port.", "port: 8080   # twice", "port: 0"
    ),
    Code(
        "V075",
        "settings of another mode",
        "`serverless` and `async` set up an endpoint of that mode; with another mode nothing would read them.",
        "serving: {churn-api: {model: churn, serverless: {memory_gb: 2}}}",
        "serving: {churn-api: {model: churn, mode: serverless, serverless: {memory_gb: 2}}}",
    ),
    Code(
        "V076",
        "more workers warm than there are",
        "Workers that are kept warm count among those that may answer at the same time.",
        "serving: {churn-api: {model: churn, mode: serverless, serverless: {concurrency: 5, provisioned: 10}}}",
        "serving: {churn-api: {model: churn, mode: serverless, serverless: {concurrency: 10, provisioned: 5}}}",
    ),
    Code(
        "V077",
        "nothing is left for the model itself",
        "Variants take their percentage of the requests, and the model of the serving target the rest, which has to be "
        "something. Copies for a shadow do not count.",
        "model: churn\nvariants: {next: {model: churn, percent: 100}}",
        "model: churn\nvariants: {next: {model: churn, percent: 10}}",
    ),
    Code(
        "V080",
        "unreadable schedule",
        "A schedule is a cron expression of five fields: minute, hour, day, month, weekday, in UTC.",
        "schedule: every night",
        'schedule: "0 3 * * *"',
    ),
    Code(
        "V081",
        "schedule that never comes",
        "The months that the schedule names do not have the days that it names.",
        'schedule: "0 3 30 2 *"',
        'schedule: "0 3 28 2 *"',
    ),
    Code(
        "V082",
        "retraining without an occasion",
        "`retrain` needs a `schedule`, `on_drift: true`, or both.",
        "retrain: {cooldown: 6h}",
        'retrain: {schedule: "0 3 * * *", cooldown: 6h}',
    ),
    Code(
        "V083",
        "drift that nothing watches",
        "Retraining on drift needs a monitor on a serving target of the model.",
        "retrain: {on_drift: true}",
        "retrain: {on_drift: true}\nmonitor: {drift: {threshold: 0.2}}     # below serving.churn-api",
    ),
    Code(
        "V090",
        "not supported by the target",
        "The environment's target cannot do this. Nothing that is written is ignored, so it is an error; settings that "
        "only some environments can honour belong below `environments:`.",
        "mode: batch     # in an environment whose target is `local`",
        "mode: realtime",
    ),
    Code(
        "V091",
        "supported in part",
        "The environment's target does this in its own way; the message says how.",
        wrong="rollout: {strategy: canary, percent: 10, bake: 10m, rollback_on: [errors > 1%]}   # in local",
        right="rollout: {strategy: all-at-once}",
        severity=Severity.NOTE,
    ),
)
