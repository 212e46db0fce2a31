"""The tests' settings for a worker that is killed on purpose: it is missed within seconds."""

from config.settings.test import *

JOB_LEASE_SECONDS = 3
JOB_RESEND_SECONDS = 1
