"""What to do about a provider's refusal, by the name that the cloud gives it: its text in, a hint out."""

from __future__ import annotations

import re

GOES_ON = "what was done is recorded, and `modelwright up` goes on from there"
_QUOTA = (
    "the account's quota is used up: ask for more under Service Quotas in its console, or choose another `compute` or "
    "a smaller `scale`; what was done is recorded, and `modelwright up` goes on from there"
)
_BUSY = f"the cloud was busy: wait a little; {GOES_ON}"
_ANEW = "mend what it says: the endpoint's log group holds its containers' output; `modelwright up` makes it anew"
_HINTS = (
    (r"ResourceLimitExceeded|LimitExceeded|QuotaExceeded|TooManyBuckets", _QUOTA),
    (r"Throttl|TooManyRequests|RequestLimitExceeded|SlowDown", _BUSY),
    (r"InsufficientInstanceCapacity|CapacityError|InsufficientCapacity", f"no such machine is free: wait; {GOES_ON}"),
    (r"ExpiredToken|InvalidClientTokenId|UnrecognizedClient", f"log in again; {GOES_ON}"),
    (r"AccessDenied|UnauthorizedOperation|not authorized", f"the credentials lack this right: add it; {GOES_ON}"),
    (r"Endpoint \(\S+\)[^']*unexpected state 'Failed'", _ANEW),
    (r"StatusCode: 5\d\d|InternalFailure|InternalServerError|ServiceUnavailable", _BUSY),
)


def advice(text: str) -> str:
    """Never empty."""
    return next((hint for pattern, hint in _HINTS if re.search(pattern, text)), GOES_ON)
