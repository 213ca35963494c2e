"""Which rows does an administrator edit: people, units, bodies, meetings, kinds, rules, routes?

Cases are not among them: what stands on file changes through the door alone, so they can only be
looked at here. Roles are given and taken by `people.roles`, which remembers it. Nothing is deleted.
"""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from web.admin import deciding, organisation, people, records, rules

__all__ = ["deciding", "organisation", "people", "records", "rules"]

admin.site.site_header = "Samklang"
admin.site.site_title = "Samklang"
admin.site.index_title = _("Administration")
admin.site.unregister(Group)  # roles are granted, and remembered, by people.roles
admin.site.unregister(EmailAddress)  # a person has one address, their own
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
