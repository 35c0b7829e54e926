"""Table of all background jobs: queue name, arguments, function; `SCHEDULES` says when the periodic ones run."""

from backend.kit.jobs import NoArguments
from backend.periodic_jobs import SCHEDULES as SCHEDULES
from backend.periodic_jobs import periodic
from backend.requested_jobs import REQUESTED_JOBS, JobTable

JOBS: JobTable = {**REQUESTED_JOBS, **{name: (NoArguments, periodic(schedule)) for name, schedule in SCHEDULES.items()}}
