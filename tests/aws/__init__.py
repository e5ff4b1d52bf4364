"""A stand-in for AWS: the provider `pulumi-resource-aws` on a server of moto, so that Pulumi really runs our programs.

`world.py` starts it · `types.json` and `types.py` say what pulumi_aws takes · `check.py`, `naming.py`, `difference.py`
are its part before anything is made · `kinds_*.py` make it by boto3 · `moto_gaps.py` adds what moto lacks · `orders.py`
lets calls fail and lag · `servicer.py`, `plugin.py` speak Pulumi's protocol.
"""
