from __future__ import annotations
from foreshock.ingest.formats.base import Sample
NGINX_SAMPLES: tuple[Sample,...]=()
APACHE_SAMPLES: tuple[Sample,...]=()

TRAEFIK_SAMPLES: tuple[Sample, ...] = ()
