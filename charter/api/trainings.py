"""HTTP API of training: which courses are given, how a party stands, what it learned elsewhere."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from charter import selectors, services
from charter.api.texts import WordsOutput
from charter.models import Course, Training
from charter.services import Overlapping, TooFast
from livecompliance.kernel.api import Api

DUE = ("never", "lapsed", "due_soon", "in_force")


@extend_schema_serializer(component_name="Course")
class CourseOutput(serializers.Serializer[Course]):
    """One course that is given: for whom, about what, how long at least."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    number = serializers.IntegerField()
    audience = serializers.ChoiceField(choices=Course.Audience.choices)
    title = WordsOutput()
    topics = serializers.ListField(child=serializers.CharField())
    minutes = serializers.IntegerField()
    pass_percent = serializers.IntegerField()
    published_at = serializers.DateTimeField()


@extend_schema_serializer(component_name="Training")
class TrainingOutput(serializers.Serializer[Training]):
    """One attempt at a course; it counts until `valid_until`, that day included."""

    id = serializers.UUIDField()
    course = serializers.CharField(source="course_code")
    attempt = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Training.State.choices)
    channel = serializers.ChoiceField(choices=Training.Source.choices, source="source")
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    score_percent = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)


@extend_schema_serializer(component_name="CourseDue")
class CourseDueOutput(serializers.Serializer[Any]):
    """How a party stands with one course that it must take."""

    course = serializers.CharField(source="course.code")
    state = serializers.ChoiceField(choices=DUE)
    until = serializers.DateField(allow_null=True)
    stops_broadcasts = serializers.BooleanField()


class CoursesApi(Api):
    """GET /api/v1/charter/courses -- the courses that are given now."""

    tag = "charter"
    scope = "charter.read"

    @extend_schema_serializer(component_name="Courses")
    class Page(serializers.Serializer[Any]):
        courses = CourseOutput(many=True)

    @extend_schema(operation_id="course_list", summary=_("列出培训课程"), responses={200: Page})
    def get(self, request: Request) -> Response:
        found = selectors.course_list(self.actor, published=True)
        return self.answer(self.Page({"courses": found}).data)


class PartyTrainingsApi(Api):
    """GET and POST /api/v1/parties/{party_id}/trainings -- how it stands; record a training."""

    tag = "charter"
    scopes = {"GET": "charter.read", "POST": "charter.write"}
    refusals = {"POST": (TooFast, Overlapping)}

    @extend_schema_serializer(component_name="PartyTrainings")
    class Page(serializers.Serializer[Any]):
        due = CourseDueOutput(many=True)
        trainings = TrainingOutput(many=True)

    @extend_schema_serializer(component_name="TrainingRecord")
    class Input(serializers.Serializer[Any]):
        course = serializers.SlugField(max_length=40)
        started_at = serializers.DateTimeField()
        finished_at = serializers.DateTimeField()
        score_percent = serializers.IntegerField(
            required=False, allow_null=True, help_text=_("课程有测验时必填")
        )

    @extend_schema(
        operation_id="party_trainings",
        summary=_("读取一个主体的培训情况"),
        responses={200: Page},
    )
    def get(self, request: Request, party_id: UUID) -> Response:
        party = selectors.party_get(self.actor, party_id)
        found = {
            "due": selectors.courses_due(self.actor, party),
            "trainings": selectors.trainings_of(self.actor, party)[:200],
        }
        return self.answer(self.Page(found).data)

    @extend_schema(
        operation_id="training_record",
        summary=_("登记已完成的培训"),
        request=Input,
        responses={201: TrainingOutput},
    )
    def post(self, request: Request, party_id: UUID) -> Response:
        given = self.input(request)
        selectors.party_get(self.actor, party_id)
        course = selectors.course_published(self.actor, given.pop("course"))
        made = services.training_record(
            actor=self.actor,
            party_id=party_id,
            course_id=course.pk,
            taken=services.Taken(**given),
        )
        return self.answer(TrainingOutput(made).data, 201)
