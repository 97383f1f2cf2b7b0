"""django-helpdesk: one ticket through its model, and its own JSON of a list of fifty. CPU microseconds as JSON."""

# mypy: ignore-errors
# It runs where only its own program is installed; nothing of it can be looked up here.

import json
import sys
import tempfile
import time
from pathlib import Path

import django
from django.conf import settings

NUMBER = int(sys.argv[1])
TEXT = "人行道上堆放杂物，影响行人通行，请尽快安排清理。"

with tempfile.TemporaryDirectory() as folder:
    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder) / "x.db")}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.sites",
            "django.contrib.messages",
            "django.contrib.humanize",
            "django.contrib.admin",
            "rest_framework",
            "helpdesk",
        ],
        SITE_ID=1,
        ROOT_URLCONF="helpdesk.urls",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        MIDDLEWARE=[],
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.db.models import Max
    from helpdesk.models import Queue, Ticket
    from helpdesk.serializers import DatatablesTicketSerializer

    queue = Queue.objects.create(title="城管", slug="cg")

    def create(number: int) -> None:
        Ticket.objects.create(queue=queue, title=f"长兴路 {number} 号", description=TEXT, priority=3)

    def listed() -> None:
        last = Max("followup__date")
        tickets = (
            Ticket.objects.annotate(last_followup=last).select_related("queue", "assigned_to").order_by("-created")[:50]
        )
        assert len(DatatablesTicketSerializer(tickets, many=True).data) == 50

    for number in range(60):
        create(number)
    began = time.process_time()
    for number in range(NUMBER):
        create(number)
    created = time.process_time()
    lists = max(10, NUMBER // 10)
    for _ in range(lists):
        listed()
    ended = time.process_time()
print(json.dumps({"create": (created - began) / NUMBER * 1e6, "list": (ended - created) / lists * 1e6}))
