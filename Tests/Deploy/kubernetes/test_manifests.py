"""The manifests, also as overlays render them, are what Kubernetes takes, and say what the shards rely on."""
import copy
import os
import pathlib
import shutil
import subprocess
import unittest

import kubernetes_validate
import yaml

DEPLOY = pathlib.Path(__file__).resolve().parents[3] / "deploy" / "kubernetes"
KUBECTL = pathlib.Path(os.sys.executable).parent / "kubectl"
FOLDERS = ["base", *sorted(f"overlays/{folder.name}" for folder in (DEPLOY / "overlays").iterdir())]
# From 1.29 on a Job limits failures per index without a feature gate. kubernetes-validate brings the schemas of each.
VERSIONS = [version for version in kubernetes_validate.utils.all_versions() if int(version.split(".")[1]) >= 29]


def rendered(folder):
    text = subprocess.run([KUBECTL, "kustomize", DEPLOY / folder], check=True, capture_output=True, text=True).stdout
    return list(yaml.safe_load_all(text))


def job(folder):
    (found,) = (document for document in rendered(folder) if document["kind"] == "Job")
    return found


def container(folder):
    (found,) = job(folder)["spec"]["template"]["spec"]["containers"]
    return found


class Manifests(unittest.TestCase):
    def test_there_are_schemas_of_several_versions(self):
        self.assertGreaterEqual(len(VERSIONS), 5)

    def test_every_version_takes_them(self):
        for folder in FOLDERS:
            for document in rendered(folder):
                for version in VERSIONS:
                    with self.subTest(folder=folder, kind=document["kind"], version=version):
                        kubernetes_validate.validate(document, version, strict=True)

    def test_no_version_takes_a_misspelt_key(self):
        wrong = copy.deepcopy(job("base"))
        wrong["spec"]["backoffLimitPerIndx"] = wrong["spec"].pop("backoffLimitPerIndex")
        for version in VERSIONS:
            with self.subTest(version=version), self.assertRaises(kubernetes_validate.ValidationError):
                kubernetes_validate.validate(wrong, version, strict=True)

    def test_a_shard_is_never_started_again_and_the_others_go_on(self):
        for folder in FOLDERS:
            with self.subTest(folder=folder):
                spec = job(folder)["spec"]
                self.assertEqual(("Indexed", 0), (spec["completionMode"], spec["backoffLimitPerIndex"]))
                self.assertEqual("Never", spec["template"]["spec"]["restartPolicy"])
                self.assertFalse({"maxFailedIndexes", "backoffLimit", "ttlSecondsAfterFinished"} & spec.keys())

    def test_all_shards_run_at_once_and_know_how_many_they_are(self):
        for folder in FOLDERS:
            with self.subTest(folder=folder):
                spec = job(folder)["spec"]
                environment = {each["name"]: each.get("value") for each in container(folder)["env"]}
                self.assertEqual(spec["completions"], spec["parallelism"])
                self.assertEqual(str(spec["completions"]), environment["TURNOUT_SHARDS"])

    def test_the_generator_is_guaranteed_whole_CPUs(self):
        for folder in FOLDERS:
            with self.subTest(folder=folder):
                resources = container(folder)["resources"]
                self.assertEqual(resources["requests"], resources["limits"])
                self.assertTrue(resources["limits"]["cpu"].isdigit())

    def test_results_have_a_place_of_their_own(self):
        for folder, place in ("base", "persistentVolumeClaim"), ("overlays/log", "emptyDir"):
            with self.subTest(folder=folder):
                (results,) = (each for each in job(folder)["spec"]["template"]["spec"]["volumes"] if each["name"] == "results")
                self.assertEqual({"name", place}, set(results))
        self.assertEqual(["Job"], [document["kind"] for document in rendered("overlays/log")])

    def test_shells_have_nothing_to_complain_about(self):
        script = container("base")["command"][2]
        for what, shell, text in ("launcher", "bash", (DEPLOY / "turnout-k8s").read_text()), ("pod", "sh", script):
            with self.subTest(what=what):
                check = subprocess.run(
                    [shutil.which("shellcheck") or self.skipTest("there is no shellcheck"), "-s", shell, "-"],
                    input=text, capture_output=True, text=True)
                self.assertEqual("", check.stdout)
