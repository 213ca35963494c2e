"""Where are agreements followed up: reviews, answers, updates, what each party gains?"""

from django.urls import path

from web.views import answers, follow_up, joint, review

urlpatterns = [
    path("reviews/", joint.joint_reviews, name="joint_reviews"),
    path("reviews/<int:pk>/", joint.joint_review, name="joint_review"),
    path("reviews/<int:pk>/evaluate/", joint.joint_evaluate, name="joint_evaluate"),
    path("reviews/<int:pk>/rule/", joint.joint_rule, name="joint_rule"),
    path("cases/<int:pk>/reviews/", review.case_reviews, name="case_reviews"),
    path("cases/<int:pk>/review/", review.review, name="review"),
    path(
        "cases/<int:pk>/review/parties/<int:participation_pk>/",
        review.review_input,
        name="review_input",
    ),
    path(
        "cases/<int:pk>/review/initiatives/<int:about_pk>/",
        answers.about_initiative,
        name="review_answer",
    ),
    path(
        "cases/<int:pk>/review/commitments/<int:about_pk>/",
        answers.about_commitment,
        name="review_commitment",
    ),
    path("cases/<int:pk>/review/set/", follow_up.set_review, name="set_review"),
    path("cases/<int:pk>/update/", follow_up.update, name="update"),
    path("cases/<int:pk>/updates/", follow_up.case_updates, name="case_updates"),
    path("cases/<int:pk>/updates/cadence/", follow_up.set_cadence, name="set_cadence"),
    path(
        "cases/<int:pk>/updates/<int:update_pk>/withdraw/",
        follow_up.withdraw_update,
        name="withdraw_update",
    ),
    path(
        "cases/<int:pk>/parties/<int:participation_pk>/benefit/",
        follow_up.party_benefit,
        name="party_benefit",
    ),
]
