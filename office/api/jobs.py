"""What a program is told of long work that it ordered; whoever takes orders says what it is."""

from typing import Any

from rest_framework import serializers

from office.models import Job


class JobOutput(serializers.Serializer[Any]):
    """Work that was ordered: how it stands, how far it is, what came of it."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=Job.State.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    result = serializers.DictField(allow_null=True)
