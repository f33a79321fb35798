"""What is recorded. A new event is one line here, and one call of `audit.trail.record` where it happens."""

from django.db import models
from django.utils.translation import gettext_lazy as _

GROUPS = {
    "account": _("Signing in"),
    "person": _("People and groups"),
    "connection": _("Connections"),
    "run": _("Runs"),
    "file": _("Files"),
    "share": _("Sharing"),
    "audit": _("This record, and backups"),
}


class Event(models.TextChoices):
    """The value begins with the group. The label makes a sentence of a person before and a thing after it."""

    SIGNED_IN = "account.signed-in", _("signed in")
    SIGN_IN_FAILED = "account.sign-in-failed", _("failed to sign in as")
    SIGNED_OUT = "account.signed-out", _("signed out")
    LOCKED_OUT = "account.locked-out", _("is locked out, after failing to sign in as")
    INVITATION_USED = "account.invitation-used", _("came in by the invitation for")
    FACTOR_ADDED = "account.factor-added", _("set up the second factor")
    FACTOR_REMOVED = "account.factor-removed", _("removed the second factor")
    CODES_RENEWED = "account.codes-renewed", _("made new recovery codes")
    SESSIONS_ENDED = "account.sessions-ended", _("signed out their other browsers")
    PASSWORD_CHANGED = "account.password-changed", _("changed their own password")

    PERSON_ADDED = "person.added", _("added the person")
    PERSON_CHANGED = "person.changed", _("changed the person")
    PERSON_SWITCHED_ON = "person.switched-on", _("switched on the person")
    PERSON_SWITCHED_OFF = "person.switched-off", _("switched off the person")
    PASSWORD_GIVEN = "person.password-given", _("gave a new password to")
    FACTORS_TAKEN = "person.factors-taken", _("removed the second factor of")
    SIGNED_OUT_EVERYWHERE = "person.signed-out", _("signed out everywhere")
    LET_IN = "person.let-in", _("ended the lock-out of")
    RULES_CHANGED = "person.rules-changed", _("changed what is asked for at sign-in")
    INVITED = "person.invited", _("invited")
    INVITATION_REVOKED = "person.invitation-revoked", _("revoked the invitation for")
    GROUP_ADDED = "person.group-added", _("added the group")
    GROUP_CHANGED = "person.group-changed", _("changed the group")
    GROUP_DELETED = "person.group-deleted", _("deleted the group")

    CONNECTION_ADDED = "connection.added", _("added the connection")
    CONNECTION_CHANGED = "connection.changed", _("changed the connection")
    CONNECTION_TESTED = "connection.tested", _("tested the connection")
    CONNECTION_SWITCHED_ON = "connection.switched-on", _("enabled the connection")
    CONNECTION_SWITCHED_OFF = "connection.switched-off", _("disabled the connection")
    CONNECTION_RESUMED = "connection.resumed", _("ended the pause of the connection")
    CONNECTION_DELETED = "connection.deleted", _("deleted the connection")
    KEY_CHANGED = "connection.key-changed", _("changed the key of the connection")
    KEYS_ROTATED = "connection.keys-rotated", _("encrypted the keys anew")
    ACCESS_GRANTED = "connection.access-granted", _("gave access to the connection")
    ACCESS_TAKEN = "connection.access-taken", _("took away access to the connection")

    RUN_STARTED = "run.started", _("started the run")
    RUN_CANCELLED = "run.cancelled", _("cancelled the run")
    RUN_DELETED = "run.deleted", _("deleted the run")
    RUNS_DOWNLOADED = "run.downloaded", _("downloaded runs with their files")
    RUNS_EXPORTED = "run.exported", _("exported runs")
    RUN_EXPIRED = "run.expired", _("deleted, as its time was over, the run")
    RUN_RESTORED = "run.restored", _("put back the deleted run")

    RETENTION_CHANGED = "run.retention-changed", _("set how long runs are kept:")
    RETENTION_ENDED = "run.retention-ended", _("took away the rule how long runs are kept:")

    FILE_DOWNLOADED = "file.downloaded", _("downloaded the file")
    FILE_DELETED = "file.deleted", _("deleted the file")
    COPY_DELETED = "file.copy-deleted", _("deleted the copy at the server:")
    COPY_LEFT = "file.copy-left", _("could not delete the copy at the server:")

    SHARED = "share.shared", _("shared")
    UNSHARED = "share.unshared", _("stopped sharing")
    SHARE_OPENED = "share.opened", _("opened the shared run")
    LINK_MADE = "share.link-made", _("made a link to the run")
    LINK_OPENED = "share.link-opened", _("opened the link to the run")
    LINK_REFUSED = "share.link-refused", _("typed a wrong passphrase at the link to the run")
    LINK_LOCKED = "share.link-locked", _("must wait, after wrong passphrases at the link to the run")
    LINK_REVOKED = "share.link-revoked", _("revoked the link to the run")
    LINKS_SWITCHED_OFF = "share.links-off", _("switched off all links")
    LINKS_SWITCHED_ON = "share.links-on", _("switched on all links")

    EXPORTED = "audit.exported", _("exported the audit record")
    BACKED_UP = "audit.backed-up", _("made a backup")
    RESTORED = "audit.restored", _("put a backup in the place of all there was")
