"""The launcher, `turnout-k8s`, with the real kubectl and the real turnout, against a cluster that cluster.py plays and a
stand-in. The variable TURNOUT names the program."""
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import cluster

HERE = pathlib.Path(__file__).resolve().parent
DEPLOY = HERE.parents[2] / "deploy" / "kubernetes"
KUBECTL = pathlib.Path(sys.executable).parent / "kubectl"
TURNOUT = pathlib.Path(os.environ["TURNOUT"]).resolve()
PEOPLE = 30
SHARDS = 3

# People come over some seconds and stay for a while, so that something can happen meanwhile.
SCENARIO = """\
include: shared/platform.yaml
turnout: 1
name: Shards in a cluster
target: {{ api: "{api}" }}
participants: {{ count: {people}, data: {{ csv: people/people.csv }} }}
arrival: {{ over: {over} }}
journey:
  - token: {{ grant: password }}
  - generate-access: {{ role: user, as: host }}
  - enter-room:
  - pause: 1s
  - leave-room:
teardown:
  - request: GET ${{target.api}}/site/login
    name: take back
thresholds: ["turnout >= 100%", "failures == 0"]
limits: {{ max-duration: 2m }}
"""
PLATFORM = """\
platform:
  client: { id: turnout, secret: "${env.CLIENT_SECRET}" }
  host: { email: host@example.test, password: "${env.HOST_PASSWORD}" }
  space: create
  room: { create: { name: Load rehearsal, type: lesson } }
"""


def until(what, condition, seconds=30):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"in {seconds} s it did not happen that {what}")


class Launcher(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        missing = None
        if shutil.which("bwrap") is None:
            missing = "bubblewrap is missing"
        elif not cluster.pods_can_run():
            missing = "pods cannot be played: no user namespace can be made here, and without one it takes root that may mount"
        if missing and os.environ.get("TURNOUT_REQUIRE_SERVERS"):
            raise AssertionError(missing)
        if missing:
            raise unittest.SkipTest(missing)

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="turnout-k8s-test-")))
        self.cluster = self.enterContext(cluster.Cluster(self.folder, TURNOUT.parent, ["rehearsals", "default"]))
        self.secrets = {name: f"{name}-{secrets.token_hex(12)}" for name in ("client", "host", "person")}
        self.start_stand_in()
        self.write_scenario()
        self.record = self.folder / "record"
        self.record.touch()
        self.out = self.folder / "out"

    def start_stand_in(self):
        config = self.folder / "stand-in.json"
        config.write_text(json.dumps({
            "profile": "unlimited",
            "clients": [{"id": "turnout", "secret": self.secrets["client"]}],
            "accounts": [
                {"email": "host@example.test", "password": self.secrets["host"], "name": "Host", "plan": "paid"},
                *({"email": f"person-{number}@school.test", "password": self.secrets["person"], "name": f"Person {number}"}
                  for number in range(1, PEOPLE + 1))],
        }))
        server = subprocess.Popen(
            [TURNOUT, "stand-in", "--config", config], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        self.api = re.search(r"http://[0-9.:]+", server.stdout.readline())[0]

    def write_scenario(self, over="2s"):
        """A scenario with an included file, a file of people in a folder below, and values of the environment."""
        self.scenario = self.folder / "webinar" / "monday.yaml"
        for name in ("shared", "people"):
            (self.scenario.parent / name).mkdir(parents=True, exist_ok=True)
        self.scenario.write_text(SCENARIO.format(api=self.api, people=PEOPLE, over=over))
        (self.scenario.parent / "shared" / "platform.yaml").write_text(PLATFORM)
        (self.scenario.parent / "people" / "people.csv").write_text("email,password\n" + "".join(
            f"person-{number}@school.test,{self.secrets['person']}\n" for number in range(1, PEOPLE + 1)))
        self.env_file = self.folder / "staging.env"
        self.env_file.write_text(f"CLIENT_SECRET={self.secrets['client']}\nHOST_PASSWORD={self.secrets['host']}\n")

    # What tests ask and do

    def launch(self, *options):
        """Starts the launcher in a process group of its own, as a terminal does."""
        self.log = open(self.folder / "said", "wb")
        self.addCleanup(self.log.close)
        self.launcher = subprocess.Popen(
            [DEPLOY / "turnout-k8s", self.scenario, "--out", self.out, "--env-file", self.env_file,
             "--file", self.scenario.parent / "shared" / "platform.yaml",
             "--secret-file", self.scenario.parent / "people" / "people.csv",
             "--shards", str(SHARDS), "--image", "registry.example/turnout:test", "--start-in", "8s",
             "--max-clock-error", "any", *options],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "TURNOUT": str(TURNOUT), "KUBECTL": str(HERE / "kubectl"),
                 "KUBECTL_REAL": str(KUBECTL), "KUBECTL_RECORD": str(self.record),
                 "KUBECONFIG": str(self.cluster.kubeconfig())})
        self.addCleanup(self.end_launcher)

    def end_launcher(self):
        if self.launcher.poll() is None:
            os.killpg(self.launcher.pid, signal.SIGKILL)
            self.launcher.wait()

    def said(self):
        return (self.folder / "said").read_text()

    def ends(self, code):
        try:
            self.launcher.wait(60)
        except subprocess.TimeoutExpired:
            self.fail(f"the launcher does not end. It said:\n{self.said()}")
        self.assertEqual(code, self.launcher.returncode, self.said())

    def truth(self, method="GET"):
        with urllib.request.urlopen(urllib.request.Request(f"{self.api}/_truth", method=method)) as response:
            return json.loads(response.read() or b"{}")

    def requests(self, endpoint):
        return self.truth()["endpoints"].get(endpoint, {}).get("requests", 0)

    def when_pods_run(self):
        """Before T0, when setup's own requests are over: from here on the stand-in counts the participants."""
        until("all pods run", lambda: self.said().count(f"{SHARDS} running") or self.launcher.poll() is not None)
        self.truth("DELETE")

    def summary(self):
        return json.loads((self.out / "merged" / "summary.json").read_text())

    def all_was_taken_back(self):
        """The platform's room, by the scenario's own step; the prepared file; and all that was made in the cluster."""
        self.assertEqual(1, self.requests("site-page"), self.said())
        self.assertFalse((self.out / "prepared.json").exists())
        self.assertEqual([], self.cluster.present())

    def no_secret_was_shown(self):
        """The prepared file is known from the Secret that was made of it."""
        hidden = list(self.secrets.values())
        (made,) = (each for each in self.cluster.created if each["metadata"]["name"].startswith("turnout-prepared-"))
        prepared = cluster.base64.b64decode(made["data"]["prepared.json"]).decode()
        document = json.loads(prepared)
        setup = document["setup"]
        hidden += [setup["hostToken"], *document["cookies"], *setup["values"].values()]
        hidden += [",".join(map(str, setup["dataKey"]["bytes"])), made["data"]["prepared.json"], prepared]
        self.assertGreater(len(hidden), 5)
        shown = self.record.read_text() + self.said()
        shown += "".join(file.read_text() for file in (self.out / "logs").iterdir())
        shown += json.dumps([each for each in self.cluster.created if each["kind"] != "Secret"])
        # The scenario's own name and text are no secrets, although the prepared file has them too.
        public = self.scenario.read_text() + PLATFORM
        for text in hidden:
            if text not in public:
                self.assertNotIn(text, shown)

    def counts_agree(self):
        """The merged run and the stand-in's own account."""
        merged, truth = self.summary(), self.truth()
        executed = {step["name"]: step["executions"] for step in merged["steps"]}
        self.assertEqual(
            {"expected": PEOPLE, "started": PEOPLE, "entered": PEOPLE},
            {key: merged["participants"][key] for key in ("expected", "started", "entered")})
        self.assertEqual((PEOPLE,) * 3, (truth["participants"], truth["entered"], truth["left"]))
        for step, endpoint in ("token", "token"), ("generate-access", "generate-access"), ("enter-room", "join"), (
                "leave-room", "leave"):
            self.assertEqual(executed[step], truth["endpoints"][endpoint]["requests"], step)
        self.assertEqual(SHARDS, merged["run"]["shards"])

    # What is expected of it

    def test_shards_with_a_volume_are_one_run_and_one_that_is_started_again_sends_nothing(self):
        self.launch("--overlay", DEPLOY / "base", "--junit", "junit.xml", "--markdown", "run.md", "--json")
        self.when_pods_run()
        (claim,) = self.cluster.claims.values()
        until("shard 1 has begun", lambda: list(claim.glob("*/shard-1")))
        until("people of shard 1 came", lambda: self.truth()["participants"] > SHARDS)
        code, log = self.cluster.start_again(0)
        self.assertEqual(1, code, log)
        self.ends(0)
        self.counts_agree()
        self.all_was_taken_back()
        self.no_secret_was_shown()
        self.assertTrue((self.out / "merged" / "report.html").stat().st_size > 10_000)
        self.assertIn("<testsuite", (self.folder / "junit.xml").read_text())
        self.assertIn("Shards in a cluster", (self.folder / "run.md").read_text())
        self.assertIn('"schema" : "turnout.summary/1"'.replace(" ", ""), self.said().replace(" ", ""))

    def test_shards_without_a_volume_print_their_results(self):
        authorities = pathlib.Path("/etc/ssl/certs/ca-certificates.crt").read_text()
        ending = "-----END CERTIFICATE-----\n"
        (self.scenario.parent / "ca.pem").write_text(authorities[:authorities.index(ending)] + ending)
        # An option after `--` names a file as it is seen from the scenario.
        self.launch("--namespace", "default", "--file", self.scenario.parent / "ca.pem", "--", "--cacert", "ca.pem")
        self.when_pods_run()
        self.ends(0)
        self.counts_agree()
        self.all_was_taken_back()
        self.no_secret_was_shown()
        self.assertEqual({f"shard-{number}.log" for number in range(1, SHARDS + 1)}, set(os.listdir(self.out / "logs")))
        self.assertIn("--namespace\ndefault", self.record.read_text())

    def killed(self, *options):
        self.write_scenario(over="4s")
        self.launch(*options)
        self.when_pods_run()
        until("some have entered", lambda: self.truth()["entered"] >= 6)
        self.cluster.kill(1)
        self.ends(97)
        self.assertIn("shard 2 failed: OOMKilled, exit code 137", self.said())
        self.all_was_taken_back()
        merged = self.summary()
        self.assertEqual("invalid", merged["verdict"])
        self.assertEqual(PEOPLE, merged["participants"]["expected"])
        return merged["participants"]["entered"]

    def test_what_a_killed_shard_had_recorded_on_the_volume_counts(self):
        entered = self.killed("--overlay", DEPLOY / "base")
        self.assertGreater(entered, PEOPLE * 2 // 3)
        self.assertLess(entered, PEOPLE)

    def test_without_a_volume_a_killed_shard_is_missing(self):
        self.assertEqual(PEOPLE * 2 // 3, self.killed())

    def test_after_interruption_nothing_is_left_and_what_was_measured_is_kept(self):
        self.write_scenario(over="30s")
        self.launch()
        self.when_pods_run()
        until("some have entered", lambda: self.truth()["entered"] >= 3)
        os.killpg(self.launcher.pid, signal.SIGINT)
        self.ends(130)
        self.all_was_taken_back()
        merged, truth = self.summary(), self.truth()
        self.assertEqual("interrupted", merged["run"]["status"])
        self.assertEqual(truth["entered"], merged["participants"]["entered"])
        self.assertLess(truth["entered"], PEOPLE)

    def test_interrupted_before_T0_it_sends_nothing(self):
        self.launch("--start-in", "60s")
        self.when_pods_run()
        os.killpg(self.launcher.pid, signal.SIGTERM)
        self.ends(130)
        self.all_was_taken_back()
        self.assertEqual(0, self.truth()["participants"])

    def test_an_archive_that_came_incomplete_is_told_and_stays_in_the_cluster(self):
        self.cluster.logs_lose_a_line = True
        self.launch()
        self.ends(1)
        self.assertIn("shard 1: the archive in its log is damaged or incomplete", self.said())
        kinds = {name.split("/")[0] for name in self.cluster.present()}
        self.assertEqual({"jobs", "pods"}, kinds)
        self.assertFalse((self.out / "prepared.json").exists())

    def test_what_the_cluster_does_not_take_is_not_prepared(self):
        self.launch("--namespace", "nowhere")
        self.ends(1)
        self.assertIn('namespaces "nowhere" not found', self.said())
        self.assertEqual((0, []), (self.requests("token"), self.cluster.created))
        self.assertFalse(self.out.exists())

    def test_if_setup_fails_nothing_is_made_in_the_cluster(self):
        self.env_file.write_text("CLIENT_SECRET=wrong\nHOST_PASSWORD=wrong\n")
        self.launch()
        self.ends(1)
        self.assertEqual([], self.cluster.created)
        self.assertFalse(self.out.exists())

    def test_what_no_shards_can_share_is_refused_before_anything_is_sent(self):
        self.scenario.write_text(self.scenario.read_text() + "\nattendance: required\n")
        self.launch()
        self.ends(64)
        self.assertIn("`attendance: required` needs one process", self.said())
        self.assertEqual((0, []), (self.requests("token"), self.cluster.created))
        self.assertFalse(self.out.exists())

    def test_a_file_that_the_pods_would_miss_is_noticed_before_anything_is_sent(self):
        (self.scenario.parent / "shared" / "rest.yaml").write_text("description: Not named by --file\n")
        text = self.scenario.read_text().replace("shared/platform.yaml", "[shared/platform.yaml, shared/rest.yaml]")
        self.scenario.write_text(text)
        self.launch()
        self.ends(64)
        self.assertIn("shared/rest.yaml", self.said())
        self.assertEqual(("", 0), (self.record.read_text(), self.requests("token")))

    def test_wrong_usage_is_told(self):
        for options, words in (
                (["--shards", "many"], "--shards is 'many'"), (["--start-in", "soon"], "--start-in is 'soon'"),
                (["--deadline", "2s"], "the --deadline is not after T0"), (["--frobnicate", "1"], "no option --frobnicate"),
                (["--file", "/etc/hostname"], "not in the scenario's folder"), (["--overlay", "/nowhere"], "no kustomization"),
                (["--", "--shards", "2"], "--shards belongs before --")):
            with self.subTest(options=options):
                self.launch(*options)
                self.ends(64)
                self.assertIn(words, self.said())
        self.assertEqual("", self.record.read_text())

    def test_at_the_deadline_the_shards_are_stopped_and_what_was_measured_is_kept(self):
        self.write_scenario(over="50s")
        self.launch("--deadline", "12s")
        self.when_pods_run()
        self.ends(130)
        self.assertIn("the deadline is over: stopping the shards", self.said())
        self.all_was_taken_back()
        self.assertEqual(self.truth()["entered"], self.summary()["participants"]["entered"])

    def test_a_second_interruption_gives_up_the_results_and_still_takes_all_back(self):
        self.write_scenario(over="30s")
        self.launch()
        self.when_pods_run()
        until("some have entered", lambda: self.truth()["entered"] >= 1)
        os.kill(self.launcher.pid, signal.SIGINT)
        until("the first one is told", lambda: "stopping the shards" in self.said())
        os.kill(self.launcher.pid, signal.SIGINT)
        self.ends(130)
        self.all_was_taken_back()
        self.assertFalse((self.out / "merged").exists())
