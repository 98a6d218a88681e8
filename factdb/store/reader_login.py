"""Creates and checks a PostgreSQL login that may read the views and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from factdb.errors.reports import BadRoleError, ReaderRightsError
from factdb.store.views import PUBLIC_VIEWS, VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_NOT_PERMITTED = "42501"  # PostgreSQL's code for a lack of privileges
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_POWERS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
_CONNECTIONS = 2  # each may take gigabytes for seconds
# What each session of the login begins with, in every database of the server. The login may change them within its
# session, and `factdb sql` gives its own time.
_SETTINGS = {"statement_timeout": "1min", "work_mem": "16MB"}
_ON_LINUX = {"client_connection_check_interval": "1s"}  # from 14 on: a query whose client is gone ends
_BY_SUPERUSER = {"temp_file_limit": "2GB"}  # on disk, for sorting; the login cannot change it
# Functions that every login may call on a new server, but a reader must not: large objects write outside the tables,
# advisory locks block an upgrade, notifications reach other programs, log messages fill the server's disk, an exported
# snapshot is a file, and one user must not cancel another. Listed by name, because most have several variants.
_FUNCTIONS = (
    r"^(lo_|lowrite$|loread$|pg_(try_)?advisory_|pg_notify$|pg_logical_emit_message$|pg_export_snapshot$"
    r"|pg_(cancel|terminate)_backend$)"
)

# Extensions whose functions reach other servers, files or the writing login: no reader may call them.
_REACHING = ["dblink", "adminpack", "http", "pg_cron", "plproxy"]

# Privileges beyond reading the views, the worst first. What else an extension lets every login read or call is for the
# server's owner to decide: `of_extensions` names it.
_BEYOND = """
WITH me AS (SELECT * FROM pg_roles WHERE rolname = current_user),
of_extensions AS (
    SELECT d.classid, d.objid, e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
),
rooms AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)'
)
SELECT what FROM (
    SELECT 1 AS place, 'it rules over the server, or over other logins' AS what FROM me
    WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
    UNION ALL
    SELECT 2, 'it is a member of ' || r.rolname FROM me
    JOIN pg_auth_members m ON m.member = me.oid JOIN pg_roles r ON r.oid = m.roleid
    UNION ALL
    SELECT 3, 'it owns or may use the table ' || c.relname FROM pg_class c JOIN rooms ON rooms.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relname = ANY (%(views)s)
        AND (has_any_column_privilege(c.oid, 'INSERT, UPDATE, REFERENCES')
            OR has_table_privilege(c.oid, 'DELETE, TRUNCATE, TRIGGER')
            OR has_any_column_privilege(c.oid, 'SELECT')
                AND (c.tableoid, c.oid) NOT IN (SELECT classid, objid FROM of_extensions))
    UNION ALL
    SELECT 4, 'it may write through the view ' || c.relname FROM pg_class c JOIN rooms ON rooms.oid = c.relnamespace
    WHERE c.relname = ANY (%(views)s) AND (has_any_column_privilege(c.oid, 'INSERT, UPDATE')
        OR has_table_privilege(c.oid, 'DELETE'))
    UNION ALL
    SELECT 5, 'it may make objects in ' || nspname FROM rooms WHERE has_schema_privilege(oid, 'CREATE')
    UNION ALL
    SELECT 6, 'it may make tables in this database'
    WHERE has_database_privilege(current_database(), 'CREATE, TEMP')
    UNION ALL
    SELECT 7, 'it may call the function ' || p.proname FROM pg_proc p JOIN rooms ON rooms.oid = p.pronamespace
    WHERE (p.prosecdef OR p.provolatile = 'v') AND p.prorettype <> 'trigger'::regtype
        AND has_function_privilege(p.oid, 'EXECUTE')
        AND (p.tableoid, p.oid) NOT IN (SELECT classid, objid FROM of_extensions WHERE NOT extname = ANY (%(reaching)s))
) found ORDER BY place, what LIMIT 1
"""


def privileges_beyond() -> tuple[str, dict[str, list[str]]]:
    """Return a query for the worst privilege of its login beyond reading the views, and the values of the query.

    It has no row if there is none. The login itself asks, through the driver alone.
    """
    return _BEYOND, {"views": [view.name for view in VIEWS], "reaching": _REACHING}


def require_login_name(role: str) -> None:
    """Refuse a login name that is not plain, or that belongs to the server."""
    if not _NAME.fullmatch(role):
        raise BadRoleError(role, "it is not a plain name")
    if role.startswith("pg_") or role == "public":
        raise BadRoleError(role, "the server reserves it")


def exists(connection: Connection, role: str) -> bool:
    """Return whether the login exists; refuse a login with special rights or possessions, because somebody uses it."""
    login = connection.execute(text(_WHOSE), {"role": role}).one_or_none()
    if login and login.is_somebodys:
        raise BadRoleError(role, "it is somebody's own login, with rights or tables of its own")
    return login is not None


def statements(connection: Connection, role: str, *, is_new: bool, public: bool = False) -> Iterator[str]:
    """Yield the SQL statements that make a login a reader of both sets of views, or of the public views only.

    They can be run again: a login that read the views of the desk then reads only what it is granted now.

    Rights of PUBLIC are taken from everybody, because they cannot be taken from one login. The ledger's owner, and the
    login that prepares the reader, keep them.
    """
    schema, database, own = connection.execute(text(_PLACES)).one()
    powers = f"CREATE ROLE {role} LOGIN {_POWERS}" if is_new else f"ALTER ROLE {role} LOGIN NOINHERIT"
    yield f"{powers} CONNECTION LIMIT {_CONNECTIONS}"
    for name, value in _allowed_settings(connection).items():
        yield f"ALTER ROLE {role} SET {name} = '{value}'"
    # A member may end what runs for the reader. A superuser may do that anyway.
    for owner in connection.scalars(text(_PLAIN_OWNERS), {"role": role}):
        yield f"GRANT {role} TO {owner}"
    yield f"ALTER ROLE {role} IN DATABASE {database} SET search_path = {schema}"
    yield f"ALTER ROLE {role} IN DATABASE {database} SET default_transaction_read_only = on"
    for group in connection.scalars(text(_GROUPS), {"role": role}):
        yield f"REVOKE {group} FROM {role}"
    for privileged in (f"ALL TABLES IN SCHEMA {schema}", f"ALL SEQUENCES IN SCHEMA {schema}", f"SCHEMA {schema}"):
        yield f"REVOKE ALL ON {privileged} FROM {role}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"
    yield f"REVOKE CREATE, TEMP ON DATABASE {database} FROM PUBLIC, {role}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {own}"
    yield f"REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC, {role}"
    yield "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"
    # In DO, a block can catch the request to stop and go on.
    for language in connection.scalars(text(_LANGUAGES)):
        yield f"GRANT USAGE ON LANGUAGE {language} TO {own}"
        yield f"REVOKE USAGE ON LANGUAGE {language} FROM PUBLIC, {role}"
    if functions := ", ".join(connection.scalars(text(_OPEN), {"names": _FUNCTIONS})):
        yield f"GRANT EXECUTE ON FUNCTION {functions} TO {own}"
        yield f"REVOKE EXECUTE ON FUNCTION {functions} FROM PUBLIC, {role}"
    yield f"GRANT CONNECT ON DATABASE {database} TO {role}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    views = ", ".join(f"{schema}.{view.name}" for view in (PUBLIC_VIEWS if public else VIEWS))
    yield f"GRANT SELECT ON {views} TO {role}"


def statements_of_superuser(connection: Connection, role: str) -> list[str]:
    """Return the statements for settings that the present login may not make."""
    may = _allowed_settings(connection)
    return [f"ALTER ROLE {role} SET {name} = '{value}'" for name, value in _BY_SUPERUSER.items() if name not in may]


def _allowed_settings(connection: Connection) -> dict[str, str]:
    """Return the settings of a reader that the server knows, and that the present login may make."""
    server = connection.execute(text(_SERVER)).one()
    settings = {**_SETTINGS, **(_ON_LINUX if server.is_linux and server.version >= _WATCHES_CLIENTS else {})}
    for name, value in _BY_SUPERUSER.items():
        can_be_granted = server.version >= _GRANTS_PARAMETERS
        if server.rolsuper or (can_be_granted and connection.scalar(text(_MAY_SET), {"name": name})):
            settings[name] = value
    return settings


def make(connection: Connection, role: str, password: str, *, public: bool = False) -> bool:
    """Make a login a reader; a new login gets the password. Return whether the login is new."""
    is_new = not exists(connection, role)
    database = connection.scalar(text("SELECT quote_ident(current_database())"))
    try:
        for statement in statements(connection, role, is_new=is_new, public=public):
            connection.exec_driver_sql(statement)
        if is_new:
            set_password(connection, role, password)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _NOT_PERMITTED:
            raise
        raise ReaderRightsError(role, str(database), " --public" if public else "") from error
    return is_new


def set_password(connection: Connection, role: str, password: str) -> None:
    """Set the password of a login; the server and its log see only the verifier."""
    driver: Any = connection.connection.driver_connection
    verifier = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.exec_driver_sql(f"ALTER ROLE {role} PASSWORD '{verifier}'")


def of_extensions(connection: Connection, role: str) -> list[str]:
    """Return the extensions whose tables or functions the login may use; the server's owner can revoke that."""
    return list(connection.scalars(text(_OPEN_EXTENSIONS), {"role": role}))


def leftover(connection: Connection) -> list[str]:
    """Return the server's functions that every login may still call; only a superuser can revoke them."""
    return list(connection.scalars(text(_OPEN), {"names": _FUNCTIONS}))


_WHOSE = """
SELECT rolname = current_user OR rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
    OR EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid)
    OR EXISTS (SELECT 1 FROM pg_database WHERE datdba = r.oid) AS is_somebodys
FROM pg_roles r WHERE rolname = :role
"""
_PLACES = """
SELECT quote_ident(current_schema()), quote_ident(current_database()),
    (SELECT string_agg(DISTINCT quote_ident(name), ', ')
        FROM (SELECT current_user UNION SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'claims'::regclass
    ) AS owners (name))
"""
_SERVER = """
SELECT current_setting('server_version_num')::integer / 10000 AS version, version() ~ 'linux' AS is_linux, rolsuper
FROM pg_roles WHERE rolname = current_user
"""
_WATCHES_CLIENTS, _GRANTS_PARAMETERS = 14, 15  # the versions from which on the server does so
_MAY_SET = "SELECT has_parameter_privilege(:name, 'SET')"
_PLAIN_OWNERS = """
SELECT DISTINCT quote_ident(rolname) FROM pg_roles WHERE NOT rolsuper AND rolname <> :role
    AND (rolname = current_user OR oid = (SELECT relowner FROM pg_class WHERE oid = 'claims'::regclass))
"""
_LANGUAGES = """
SELECT quote_ident(lanname) FROM pg_language, aclexplode(coalesce(lanacl, acldefault('l', lanowner))) AS granted
WHERE laninline <> 0 AND granted.grantee = 0 AND granted.privilege_type = 'USAGE' ORDER BY 1
"""
_GROUPS = """
SELECT quote_ident(r.rolname) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
WHERE m.member = to_regrole(:role)
"""
_OPEN = """
SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS granted
WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ :names AND granted.grantee = 0 ORDER BY 1
"""
_OPEN_EXTENSIONS = """
SELECT DISTINCT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
LEFT JOIN pg_class c ON d.classid = c.tableoid AND d.objid = c.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
LEFT JOIN pg_proc p ON d.classid = p.tableoid AND d.objid = p.oid AND (p.prosecdef OR p.provolatile = 'v')
    AND p.prorettype <> 'trigger'::regtype
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname <> 'plpgsql'
    AND (has_any_column_privilege(:role, c.oid, 'SELECT') OR has_function_privilege(:role, p.oid, 'EXECUTE'))
ORDER BY 1
"""
