"""What a person finds on coming in: what they did last, what is under way, what they use most."""

from collections import Counter

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Substr

from actions import registry
from actions.action import Action
from people.models import User
from runs.browsing import listed
from runs.models import Output, Run
from runs.models.state import OVER

LATEST, UNDER_WAY, FAVOURITES = 6, 4, 3
LOOKED_AT = 200  # of the newest runs, to see what a person uses most
FIRST_WORDS = 160
IN_WORDS = ("text", "transcript")


def lately(user: User) -> list[Run]:
    """Return the newest runs that are over, each with the first words of what came of it (`run.words`)."""
    answers = Output.objects.filter(run=OuterRef("pk"), kind__in=IN_WORDS).order_by("position", "pk")
    words = answers.annotate(words=Substr("text", 1, FIRST_WORDS)).values("words")[:1]
    return listed(Run.objects.visible_to(user).filter(state__in=OVER).annotate(words=Subquery(words)), LATEST)


def under_way(user: User) -> list[Run]:
    """Return the newest runs that are not over: they are among those whose end is still to be told."""
    return listed(Run.objects.visible_to(user).filter(untold=True).exclude(state__in=OVER), UNDER_WAY)


def most_used(user: User) -> list[Action]:
    """Return the actions that a person used most of late, the most used first."""
    slugs = Run.objects.visible_to(user).newest().values_list("action", flat=True)[:LOOKED_AT]
    known = {action.slug: action for action in registry.all_actions()}
    counted = Counter(slug for slug in slugs if slug in known)
    return [known[slug] for slug, _count in counted.most_common(FAVOURITES)]
