"""Where does one look at what falls due on which day, and how do calendar programs read it?"""

from django.urls import path

from web.views import calendar, feeds

urlpatterns = [
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/agenda/", calendar.agenda, name="agenda"),
    path("calendar/feeds/", feeds.feeds, name="feeds"),
    path("calendar/feeds/new/", feeds.feed_new, name="feed_new"),
    path("calendar/feeds/units/<key:pk>/new/", feeds.feed_new, name="feed_new_of"),
    path("calendar/feeds/<key:pk>/end/", feeds.feed_ends, name="feed_ends"),
    path("calendar/<str:token>.ics", feeds.calendar_feed, name="calendar_feed"),
]
