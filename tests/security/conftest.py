"""The same installation and phone as the portal's tests."""

from portal.conftest import app, clock, course, installation, minute, officials, phone, template, written

__all__ = ["app", "clock", "course", "installation", "minute", "officials", "phone", "template", "written"]
