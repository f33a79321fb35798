"""What is recorded. A new event is one line here, and one call of `audit.trail.record` where it happens."""

from django.db import models

GROUPS = {
    "account": "Signing in",
    "person": "People and groups",
    "connection": "Connections",
    "run": "Runs",
    "file": "Files",
    "share": "Sharing",
    "audit": "This record, and backups",
}


class Event(models.TextChoices):
    """The value begins with the group. The label makes a sentence of a person before and a thing after it."""

    SIGNED_IN = "account.signed-in", "signed in"
    SIGN_IN_FAILED = "account.sign-in-failed", "failed to sign in as"
    SIGNED_OUT = "account.signed-out", "signed out"
    LOCKED_OUT = "account.locked-out", "is locked out, after failing to sign in as"
    INVITATION_USED = "account.invitation-used", "came in by the invitation for"
    FACTOR_ADDED = "account.factor-added", "set up the second factor"
    FACTOR_REMOVED = "account.factor-removed", "removed the second factor"
    CODES_RENEWED = "account.codes-renewed", "made new recovery codes"
    SESSIONS_ENDED = "account.sessions-ended", "signed out their other browsers"
    PASSWORD_CHANGED = "account.password-changed", "changed their own password"

    PERSON_ADDED = "person.added", "added the person"
    PERSON_CHANGED = "person.changed", "changed the person"
    PERSON_SWITCHED_ON = "person.switched-on", "switched on the person"
    PERSON_SWITCHED_OFF = "person.switched-off", "switched off the person"
    PASSWORD_GIVEN = "person.password-given", "gave a new password to"
    FACTORS_TAKEN = "person.factors-taken", "removed the second factor of"
    SIGNED_OUT_EVERYWHERE = "person.signed-out", "signed out everywhere"
    LET_IN = "person.let-in", "ended the lock-out of"
    RULES_CHANGED = "person.rules-changed", "changed what is asked for at sign-in"
    INVITED = "person.invited", "invited"
    INVITATION_REVOKED = "person.invitation-revoked", "revoked the invitation for"
    GROUP_ADDED = "person.group-added", "added the group"
    GROUP_CHANGED = "person.group-changed", "changed the group"
    GROUP_DELETED = "person.group-deleted", "deleted the group"

    CONNECTION_ADDED = "connection.added", "added the connection"
    CONNECTION_CHANGED = "connection.changed", "changed the connection"
    CONNECTION_TESTED = "connection.tested", "tested the connection"
    CONNECTION_SWITCHED_ON = "connection.switched-on", "enabled the connection"
    CONNECTION_SWITCHED_OFF = "connection.switched-off", "disabled the connection"
    CONNECTION_RESUMED = "connection.resumed", "ended the pause of the connection"
    CONNECTION_DELETED = "connection.deleted", "deleted the connection"
    KEY_CHANGED = "connection.key-changed", "changed the key of the connection"
    KEYS_ROTATED = "connection.keys-rotated", "encrypted the keys anew"
    ACCESS_GRANTED = "connection.access-granted", "gave access to the connection"
    ACCESS_TAKEN = "connection.access-taken", "took away access to the connection"

    RUN_STARTED = "run.started", "started the run"
    RUN_CANCELLED = "run.cancelled", "cancelled the run"
    RUN_DELETED = "run.deleted", "deleted the run"
    RUN_RESTORED = "run.restored", "put back the deleted run"

    FILE_DOWNLOADED = "file.downloaded", "downloaded the file"
    FILE_DELETED = "file.deleted", "deleted the file"

    SHARED = "share.shared", "shared"
    UNSHARED = "share.unshared", "stopped sharing"

    EXPORTED = "audit.exported", "exported the audit record"
    BACKED_UP = "audit.backed-up", "made a backup"
    RESTORED = "audit.restored", "put a backup in the place of all there was"
