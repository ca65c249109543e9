from __future__ import annotations
from foreshock.ingest.formats.base import Sample
SAMPLES: tuple[Sample,...]=()
