"""Where is it said who answers for what: people, handovers, rounds?"""

from django.urls import path

from web.views import absence, people, rounds

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/<key:pk>/hand-over/", people.hand_over, name="hand_over"),
    path("cases/<key:pk>/responsible/", people.responsible, name="responsible"),
    path("cases/<key:pk>/still-right/", rounds.still_right, name="still_right"),
    path("absence/", absence.absence, name="absence"),
    path("absence/<key:pk>/end/", absence.absence_ends, name="absence_ends"),
    path("people/<key:pk>/absence/", absence.absence, name="absence_of"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new_round, name="new_round"),
    path("rounds/<key:pk>/", rounds.round_page, name="round"),
    path("rounds/<key:pk>/questions/<key:item_pk>/", rounds.holder, name="round_holder"),
]
