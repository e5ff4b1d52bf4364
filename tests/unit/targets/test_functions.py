import pytest

from compiler.source.diagnostic import Refused
from compiler.targets.aws.functions import FUNCTIONS, PLANNED_ACCOUNT

IMAGE = FUNCTIONS["aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage"]
CALLER = FUNCTIONS["aws:index/getCallerIdentity:getCallerIdentity"]


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "141502667606.dkr.ecr.eu-west-1.amazonaws.com"),
        ("cn-north-1", "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_the_image_s_address(region, host):
    answer = IMAGE({"repositoryName": "sagemaker-scikit-learn", "imageTag": "1.9-0-cpu-py3", "region": region})
    assert answer["registryPath"] == f"{host}/sagemaker-scikit-learn:1.9-0-cpu-py3"
    assert answer["registryId"] == host[:12]


@pytest.mark.parametrize(
    "arguments",
    [{"repositoryName": "sagemaker-scikit-learn", "region": "eu-west-9"}, {"repositoryName": "kmeans"}],
)
def test_what_the_table_does_not_know_is_refused(arguments):
    with pytest.raises(Refused, match="G010"):
        IMAGE(arguments)


def test_the_account_of_a_plan_is_no_account():
    assert CALLER({})["accountId"] == PLANNED_ACCOUNT == "000000000000"
