"""The desk's reviewers and its rules, for admins: add, invite, change and disable reviewers, and set the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain.enums import PolicyName, Role
from factdb.domain.text import member
from factdb.services.desk import accounts, desk_policy, reviewers
from factdb.web import signing_in
from factdb.web.visits import Done, Refused, Visit, reading, writing

if TYPE_CHECKING:
    from starlette.responses import Response

    from factdb.web.visits import Act

COMMAND = "reviewers edit"
"""Who may change reviewers sees the pages of the desk."""
_MOST_SESSIONS = 500


@reading
def show(visit: Visit) -> Response:
    """Show the reviewers and the rules of the desk."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show the desk; after a refusal of a form, with what was typed."""
    visit.actor.require(COMMAND)
    typed = {name: values[0] for name, values in refused.fields.items()} if refused else {}
    return visit.show(
        "desk/home.html",
        refused.status if refused else 200,
        refused=refused,
        typed=typed if refused and refused.form == "add" else {},
        reviewers=reviewers.list_reviewers(visit.session),
        roles=list(Role),
        rules=desk_policy.list_rules(visit.session),
    )


@writing(page)
def add(act: Act) -> Done:
    """Add a reviewer."""
    role = member(Role, "role", act.text("role"))
    added = reviewers.add(act.session, act.actor, act.text("handle"), role, act.optional("name"))
    return Done(f"{added.handle}: added as {added.role}. Make a link for them: Invite.", _home(act))


@writing(page)
def edit(act: Act) -> Done:
    """Change the role, the name or the pen name of a reviewer, where the form has another one than it showed."""
    act.actor.require(COMMAND)
    handle, role = act.text("handle"), act.text("role")
    new_role = member(Role, "role", role) if role and role != act.text("was_role") else None
    name, pen_name = _changed(act, "name") or None, _changed(act, "pen_name")
    changed = reviewers.edit(act.session, act.actor, handle, name, new_role, pen_name)
    words = ", ".join(column.replace("_", " ") for column in changed)
    return Done(f"{handle}: {words} changed." if words else f"{handle}: unchanged.", _home(act))


def _changed(act: Act, name: str) -> str | None:
    """Return a field, None where it is as the form showed it; an empty one was emptied."""
    return act.text(name) if act.text(name) != act.text(f"was_{name}") else None


@writing(page)
def invite(act: Act) -> Response:
    """Make a link with which a reviewer sets a password, and show it once."""
    token = accounts.invite(act.session, act.actor, act.text("handle"))
    url = act.request.url
    address = act.site.url or f"{url.scheme}://{url.netloc}{act.site.prefix}"
    answer = act.show("desk/invited.html", invited=act.text("handle"), link=f"{address}/invitations/{token}")
    answer.headers["cache-control"] = "no-store"  # the link is a secret, and a page back must not show it again
    return answer


@writing(page)
def disable(act: Act) -> Done:
    """Disable a reviewer: their sessions end, and their password is gone."""
    disabled = reviewers.disable(act.session, act.actor, act.text("handle"))
    act.site.sign_ins.sign_out_everywhere(disabled.handle)
    theirs = reviewers.count_assigned(act.session, disabled)
    left = f" {theirs} claims are still assigned to them." if theirs else ""
    return Done(f"{disabled.handle}: may no longer act.{left}", _home(act))


@writing(page)
def enable(act: Act) -> Done:
    """Enable a disabled reviewer, who needs a new invitation."""
    enabled = reviewers.enable(act.session, act.actor, act.text("handle"))
    return Done(f"{enabled.handle}: may act again. Their password is gone: invite them.", _home(act))


@writing(page)
def set_rule(act: Act) -> Done:
    """Set a rule of the desk, from now on."""
    name = member(PolicyName, "rule", act.text("rule"))
    before, after = (value or "none" for value in desk_policy.change(act.session, act.actor, name, act.text("value")))
    return Done(f"{name}: {before} → {after}." if before != after else f"{name}: {after}, unchanged.", _home(act))


# -- sessions --------------------------------------------------------------------------------------------------


@reading
def show_sessions(visit: Visit) -> Response:
    """Show who is signed in."""
    return sessions_page(visit, None)


def sessions_page(visit: Visit, refused: Refused | None) -> Response:
    """Show the open sessions of all reviewers, the newest first."""
    token = signing_in.token_of(visit.request)
    rows = accounts.all_open_sessions(visit.session, visit.actor, token, _MOST_SESSIONS)
    by_handle: dict[str, list[accounts.OpenSession]] = {}
    for row in rows:
        by_handle.setdefault(row.handle, []).append(row)
    status = refused.status if refused else 200
    return visit.show(
        "desk/sessions.html", status, refused=refused, by_handle=by_handle, is_full=len(rows) == _MOST_SESSIONS
    )


@writing(sessions_page)
def sign_out(act: Act) -> Done:
    """End all sessions of a reviewer, or the one that is named."""
    handle, name, address = act.text("handle"), act.text("session"), f"{act.site.prefix}/desk/sessions"
    act.actor.require("reviewers sign-out")
    if name:
        accounts.end_session(act.session, act.actor, handle, name)
        return Done(f"{handle}: 1 session ended.", address)
    count = accounts.sign_out_everywhere(act.session, act.actor, handle)
    act.site.sign_ins.sign_out_everywhere(handle)
    noun = "session" if count == 1 else "sessions"
    return Done(f"{handle}: {count} {noun} ended.", address)


def _home(act: Act) -> str:
    return f"{act.site.prefix}/desk"
