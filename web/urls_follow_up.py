"""Where are agreements followed up: reviews, answers, updates, what each party gains?"""

from django.urls import path

from web.views import answers, follow_up, joint, review

urlpatterns = [
    path("reviews/", joint.joint_reviews, name="joint_reviews"),
    path("reviews/<key:pk>/", joint.joint_review, name="joint_review"),
    path("reviews/<key:pk>/evaluate/", joint.joint_evaluate, name="joint_evaluate"),
    path("reviews/<key:pk>/rule/", joint.joint_rule, name="joint_rule"),
    path("cases/<key:pk>/reviews/", review.case_reviews, name="case_reviews"),
    path("cases/<key:pk>/review/", review.review, name="review"),
    path(
        "cases/<key:pk>/review/parties/<key:participation_pk>/",
        review.review_input,
        name="review_input",
    ),
    path(
        "cases/<key:pk>/review/initiatives/<key:about_pk>/",
        answers.about_initiative,
        name="review_answer",
    ),
    path(
        "cases/<key:pk>/review/commitments/<key:about_pk>/",
        answers.about_commitment,
        name="review_commitment",
    ),
    path("cases/<key:pk>/review/set/", follow_up.set_review, name="set_review"),
    path("cases/<key:pk>/update/", follow_up.update, name="update"),
    path("cases/<key:pk>/updates/", follow_up.case_updates, name="case_updates"),
    path("cases/<key:pk>/updates/cadence/", follow_up.set_cadence, name="set_cadence"),
    path(
        "cases/<key:pk>/updates/<key:update_pk>/withdraw/",
        follow_up.withdraw_update,
        name="withdraw_update",
    ),
    path(
        "cases/<key:pk>/parties/<key:participation_pk>/benefit/",
        follow_up.party_benefit,
        name="party_benefit",
    ),
]
