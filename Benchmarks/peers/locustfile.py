"""The benchmark's flow for Locust's fast client: a fresh client, so a fresh connection and cookie jar, each flow.

Locust's fast client does not verify certificates by default, and is left at its default."""

import itertools
import os

import gevent
from locust import FastHttpUser, task
from locust.contrib.fasthttp import FastHttpSession
from locust.exception import StopUser

FLOWS = int(os.environ["BENCH_PARTICIPANTS"])
LOOPS = int(os.environ.get("BENCH_CONCURRENT", "0")) > 0
ACCESS = "/v1/spaces/65f1a0b2c3d4e5f60718293a/rooms/65f1a0b2c3d4e5f60718293b/generate-access"

started = itertools.count(1)
ended = itertools.count(1)


class Participant(FastHttpUser):
    host = os.environ["BENCH_URL"]

    @task
    def flow(self):
        number = next(started)
        if number > FLOWS:
            raise StopUser()
        session = FastHttpSession(
            base_url=self.host, network_timeout=self.network_timeout,
            connection_timeout=self.connection_timeout, max_redirects=self.max_redirects, max_retries=self.max_retries,
            insecure=self.insecure, concurrency=self.concurrency, user=self,
            request_event=self.environment.events.request)
        token = session.post("/v1/auth/token", json={
            "grant_type": "password", "client_id": "turnout", "client_secret": "turnout-secret",
            "username": f"participant-{number}@example.test", "password": f"password-{number}"})
        link = session.post(ACCESS, json={
            "username": f"Participant {number}", "role": "user", "externalUserId": f"participant{number}",
        }, headers={"Authorization": "Bearer " + token.json()["access_token"]})
        session.get(link.json()["url"], name="room page")
        session.client.clientpool.close()
        if next(ended) == FLOWS:
            # In a separate greenlet: quitting kills the users' greenlets, including this one, before it has finished.
            gevent.spawn(self.environment.runner.quit)
        if not LOOPS:
            raise StopUser()
