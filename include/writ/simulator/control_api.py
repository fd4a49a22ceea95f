"""The back door for demo and tests: what is up, came in and fails, and a push on demand. No real platform has it."""

from __future__ import annotations

from aiohttp import ClientError, web
from pydantic import BaseModel, Field, ValidationError

from include.writ.domain.content import Platform
from include.writ.simulator.http import STATE, refusal
from include.writ.simulator.journal import Accepted
from include.writ.simulator.pushes import push_answers
from include.writ.simulator.state import Fault

routes = web.RouteTableDef()


class FaultSwitch(BaseModel):
    """Which fault a platform shall have from now on; None heals it."""

    platform: Platform
    fault: Fault | None


class PushOrder(BaseModel):
    """Which platform pushes its answers, to which address of this machine, signed with which key (`whsec_…`)."""

    platform: Platform
    address: str = Field(pattern=r"^http://127\.0\.0\.1:\d{1,5}/[a-z_/]*$")
    secret: str = Field(pattern=r"^whsec_[A-Za-z0-9+/]{32,88}={0,2}$")


@routes.get("/control/health")
async def tell_health(_request: web.Request) -> web.Response:
    """Say that the simulator is up."""
    return web.json_response({"status": "up"})


@routes.get("/control/notices")
async def list_notices(request: web.Request) -> web.Response:
    """Every accepted notice in order, repeats included."""
    return web.json_response([_listed(accepted) for accepted in request.app[STATE].notices])


@routes.post("/control/faults")
async def switch_fault(request: web.Request) -> web.Response:
    """Give a platform a fault, or take it away."""
    try:
        switch = FaultSwitch.model_validate_json(await request.read())
    except ValidationError as error:
        raise refusal(web.HTTPUnprocessableEntity, "platform and fault are needed") from error
    faults = request.app[STATE].faults
    if switch.fault is None:
        faults.pop(switch.platform, None)
    else:
        faults[switch.platform] = switch.fault
    return web.json_response(switch.model_dump(mode="json"))


@routes.post("/control/pushes")
async def push(request: web.Request) -> web.Response:
    """Let a platform push what it has answered by now, again if it has before; how often which status came back."""
    try:
        order = PushOrder.model_validate_json(await request.read())
    except ValidationError as error:
        raise refusal(web.HTTPUnprocessableEntity, "platform, address and secret are needed") from error
    try:
        statuses = await push_answers(request.app[STATE], order.platform, order.address, order.secret)
    except ClientError as error:
        raise refusal(web.HTTPBadGateway, "nobody takes what is pushed") from error
    return web.json_response({str(status): times for status, times in sorted(statuses.items())})


def _listed(accepted: Accepted) -> dict[str, object]:
    return {
        "platform": accepted.platform,
        "key": accepted.key,
        "order_numbers": [item.order_number for item in accepted.items],
        "received_at": accepted.received_at.isoformat(),
        "repeat": accepted.repeat,
        "specimen": accepted.specimen,
    }
