"""Plays a Kubernetes cluster on loopback: enough of its API for the real kubectl, the controller of Indexed Jobs, and a kubelet
that runs containers as local processes.

A container gets what its manifest says and nothing else: its command, environment and volumes, an ordinary user, a root file
system that cannot be written to, process ids of its own. Bubblewrap makes these; the network is the machine's. What a
manifest asks of a cluster beyond that (nodes, CPUs, system settings) is checked against the schema and otherwise ignored.

The user is one of a user namespace, for which no privileges are needed. Where none can be made, as in a chroot
(user_namespaces(7)), root makes the mounts and then becomes that user.
"""
import base64
import functools
import hashlib
import http.server
import itertools
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import threading
import urllib.parse

import kubernetes_validate

# The oldest version that limits failures per index without a feature gate, and the newest that there are schemas of.
VERSIONS = ["1.29", kubernetes_validate.latest_version()]
GROUPS = {
    "v1": {"pods": "Pod", "secrets": "Secret", "configmaps": "ConfigMap", "persistentvolumeclaims": "PersistentVolumeClaim"},
    "batch/v1": {"jobs": "Job"},
}
# Bubblewrap's own --dev takes a user namespace inside another one, which an ordinary user cannot enter from outside.
DEVICES = ["null", "zero", "full", "random", "urandom"]
JOB_NAME, JOB_INDEX = "batch.kubernetes.io/job-name", "batch.kubernetes.io/job-completion-index"


class Refusal(Exception):
    """What the API answers instead: a code, its reason, and words."""

    def __init__(self, code, reason, message):
        super().__init__(message)
        self.status = {
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": message, "reason": reason, "code": code}


def bubblewrap_works(*options):
    command = ["bwrap", *options, "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "true"]
    return subprocess.run(command, capture_output=True).returncode == 0


@functools.cache
def user_namespaces():
    return bubblewrap_works("--unshare-user")


def pods_can_run():
    return user_namespaces() or (os.geteuid() == 0 and bubblewrap_works())


class Container:
    """The only container of a pod: its volumes, its process, its log."""

    def __init__(self, pod, folder, claims, objects, programs):
        self.pod, self.spec, self.folder = pod, pod["spec"], folder
        (self.container,) = self.spec["containers"]
        folder.mkdir(parents=True)
        self.log = folder / "log"
        self.group = self.spec.get("securityContext", {}).get("fsGroup")
        volumes = {volume["name"]: self.volume(volume, claims, objects) for volume in self.spec.get("volumes", [])}
        user = {**self.spec.get("securityContext", {}), **self.container.get("securityContext", {})}
        if not user.get("runAsNonRoot") or not user.get("runAsUser"):
            raise ValueError("a container runs as root")
        uid, gid = str(user["runAsUser"]), str(user["runAsGroup"])
        if user_namespaces():
            isolation = ["--unshare-user", "--uid", uid, "--gid", gid, "--cap-drop", "ALL"]
            self.entering, self.as_user = ["--user", "--preserve-credentials"], []
        else:
            # Here a container outlives tests that are killed: Bubblewrap keeps no privilege to end another user's process.
            isolation, self.entering = [], []
            groups = ["--clear-groups"] if self.group is None else ["--groups", str(self.group)]
            self.as_user = [
                "setpriv", "--reuid", uid, "--regid", gid, *groups, "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
        self.sandbox = [
            "bwrap", *isolation, "--unshare-pid", "--as-pid-1", "--die-with-parent", "--clearenv",
            "--ro-bind", "/usr", "/usr", "--ro-bind", "/etc", "/etc", "--symlink", "usr/bin", "/bin",
            "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--proc", "/proc",
            *(word for name in DEVICES for word in self.mounted("--dev-bind", f"/dev/{name}", f"/dev/{name}")),
            "--symlink", "/proc/self/fd", "/dev/fd",
            *self.mounted("--ro-bind", programs, "/opt/programs"), "--setenv", "PATH", "/opt/programs:/usr/bin:/bin"]
        for name, value in self.environment().items():
            self.sandbox += ["--setenv", name, value]
        for mount in self.container.get("volumeMounts", []):
            source, writable = volumes[mount["name"]]
            how = "--bind" if writable and not mount.get("readOnly") else "--ro-bind"
            self.sandbox += self.mounted(how, source, mount["mountPath"])
        if user.get("readOnlyRootFilesystem"):
            self.sandbox += ["--remount-ro", "/"]
        self.process = self.child = None
        self.killed = False

    @staticmethod
    def mounted(how, folder, place):
        above = reversed(pathlib.PurePath(place).parents[:-1])
        # Unasked, Bubblewrap makes the folders above for its own user alone.
        return [*(word for parent in above for word in ("--dir", str(parent))), how, str(folder), place]

    def environment(self):
        found = {}
        for variable in self.container.get("env", []):
            source = variable.get("valueFrom", {})
            if "fieldRef" in source:
                path = source["fieldRef"]["fieldPath"]
                found[variable["name"]] = self.pod["metadata"]["labels"][path.removeprefix("metadata.labels['").removesuffix("']")]
            elif "resourceFieldRef" in source:
                kind, name = source["resourceFieldRef"]["resource"].split(".")
                found[variable["name"]] = self.container["resources"][kind][name]
            else:
                found[variable["name"]] = variable.get("value", "")
        if JOB_INDEX in self.pod["metadata"]["labels"]:
            found["JOB_COMPLETION_INDEX"] = self.pod["metadata"]["labels"][JOB_INDEX]
        return found

    def volume(self, volume, claims, objects):
        """Its folder, and whether it can be written to."""
        if "persistentVolumeClaim" in volume:
            folder = claims[volume["persistentVolumeClaim"]["claimName"]]
            self.own(folder, 0o2775)
            return folder, True
        folder = self.folder / volume["name"]
        folder.mkdir()
        if "emptyDir" in volume:
            self.own(folder, 0o2777)
            return folder, True
        sources = volume["projected"]["sources"] if "projected" in volume else [volume]
        mode = volume.get("projected", volume.get("secret", volume.get("configMap", {}))).get("defaultMode", 0o644)
        for source in sources:
            kind = "configmaps" if "configMap" in source else "secrets"
            wanted = source.get("configMap") or source["secret"]
            name = wanted.get("name") or wanted["secretName"]
            held = objects.get((kind, self.pod["metadata"]["namespace"], name))
            if held is None:
                if wanted.get("optional"):
                    continue
                raise ValueError(f"there is no {kind} {name}")
            data = {key: base64.b64decode(text) for key, text in (held.get("binaryData") or {}).items()}
            for key, text in (held.get("data") or {}).items():
                data[key] = base64.b64decode(text) if kind == "secrets" else text.encode()
            for item in wanted.get("items") or [{"key": key, "path": key} for key in data]:
                file = folder / item["path"]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data[item["key"]])
                # The kubelet's files are root's: an ordinary user reads them as a member of fsGroup, or as anybody.
                if not mode & (0o004 if self.group is None else 0o040):
                    raise ValueError(f"{file} cannot be read in the pod")
        for path in (folder, *folder.rglob("*")):
            self.own(path, 0o755 if path.is_dir() else mode)
        return folder, False

    def own(self, path, mode):
        """As the kubelet does, for root and fsGroup. In a user namespace the pod's user is the only one, and owns all."""
        if not user_namespaces():
            os.chown(path, 0, self.group or 0)
        path.chmod(mode)

    def start(self):
        command = self.container["command"] + self.container.get("args", [])
        reading, writing = os.pipe()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [*self.sandbox, "--info-fd", str(writing), "--", *self.as_user, *command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[writing], start_new_session=True)
        os.close(writing)
        with os.fdopen(reading) as info:
            self.child = json.load(info)["child-pid"]

    def signal(self, number):
        try:
            os.kill(self.child, number)
        except ProcessLookupError:
            pass

    def exec(self, command):
        # Where the machine is a chroot, the root of the container's mount namespace is still the one outside: hence --root.
        return [
            "nsenter", "--target", str(self.child), *self.entering, "--mount", "--root", "--wd", "--pid", "--",
            *self.as_user, *command]


class Cluster:
    """What exists, and who changes it. Use it as a context; `server` is its address."""

    def __init__(self, folder, programs, namespaces=("default",)):
        self.folder, self.programs, self.namespaces = pathlib.Path(folder), programs, namespaces
        self.lock = threading.RLock()
        self.objects, self.containers, self.claims = {}, {}, {}
        self.names, self.threads = itertools.count(1), []
        self.logs_lose_a_line = False
        self.created = []  # everything that was created, as it was sent
        handler = type("Handler", (Handler,), {"cluster": self})
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.http.daemon_threads = True
        self.server = f"http://127.0.0.1:{self.http.server_port}"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
        for container in list(self.containers.values()):
            container.signal(signal.SIGKILL)
        for thread in self.threads:
            thread.join(10)

    # What tests ask and do

    def kubeconfig(self):
        file = self.folder / "kubeconfig"
        file.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "test",
            "clusters": [{"name": "test", "cluster": {"server": self.server}}], "users": [{"name": "test", "user": {}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test", "namespace": self.namespaces[0]}}]}))
        return file

    def present(self):
        with self.lock:
            return sorted(f"{kind}/{name}" for kind, _, name in self.objects)

    def pods_of(self, index):
        """Names of the pods of an index, the oldest first."""
        with self.lock:
            return [
                name for (kind, _, name), held in self.objects.items()
                if kind == "pods" and held["metadata"]["labels"].get(JOB_INDEX) == str(index)]

    def kill(self, index):
        """As the kernel does if the container has used up its memory."""
        for name in self.pods_of(index):
            self.containers[name].killed = True
            self.containers[name].signal(signal.SIGKILL)

    def start_again(self, index):
        """A second pod of an index, which no controller has asked for; its exit code and log."""
        with self.lock:
            pod = json.loads(json.dumps(self.objects["pods", self.namespaces[0], self.pods_of(index)[0]]))
            pod["metadata"]["name"] += "-again"
            container = Container(pod, self.folder / pod["metadata"]["name"], self.claims, self.objects, self.programs)
        container.start()
        return container.process.wait(), container.log.read_text()

    # The API

    def create(self, kind, namespace, sent, dry_run):
        try:
            for version in VERSIONS:
                kubernetes_validate.validate(sent, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            path = ".".join(map(str, error.path))
            raise Refusal(400, "BadRequest", f"strict decoding error: {path}: {error.message[:200]}") from None
        if namespace not in self.namespaces:
            raise Refusal(404, "NotFound", f'namespaces "{namespace}" not found')
        key = kind, namespace, sent["metadata"]["name"]
        with self.lock:
            if key in self.objects:
                raise Refusal(409, "AlreadyExists", f'{kind} "{key[2]}" already exists')
            held = json.loads(json.dumps(sent))
            held["metadata"].update(namespace=namespace, uid=f"uid-{next(self.names)}")
            held["metadata"].setdefault("labels", {})
            if dry_run:
                return held
            self.created.append(sent)
            self.objects[key] = held
            if kind == "persistentvolumeclaims":
                self.claims[key[2]] = self.folder / f"claim-{key[2]}"
                self.claims[key[2]].mkdir()
            elif kind == "jobs":
                held["status"] = {}
                for index in range(held["spec"]["completions"]):
                    self.create_pod_of(held, index)
            elif kind == "pods":
                self.run_pod(held)
            return held

    def delete(self, key):
        with self.lock:
            held = self.objects.get(key)
            if held is None:
                raise Refusal(404, "NotFound", f'{key[0]} "{key[2]}" not found')
            if key[0] == "pods":
                self.thread(self.end_pod, held)
                return held
            del self.objects[key]
            if key[0] == "jobs":
                for (kind, _, _), pod in list(self.objects.items()):
                    if kind == "pods" and pod["metadata"]["labels"].get(JOB_NAME) == key[2]:
                        self.thread(self.end_pod, pod)
            if key[0] == "persistentvolumeclaims":
                shutil.rmtree(self.claims.pop(key[2]))
            return held

    # The controller and the kubelet

    def thread(self, target, *arguments):
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()

    def create_pod_of(self, job, index):
        template = job["spec"]["template"]
        if template["spec"]["restartPolicy"] != "Never":
            raise Refusal(422, "Invalid", "this cluster restarts no container")
        name = f"{job['metadata']['name']}-{index}-{next(self.names):05}"
        labels = {**template["metadata"].get("labels", {}), JOB_NAME: job["metadata"]["name"], JOB_INDEX: str(index)}
        pod = {
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": name, "namespace": job["metadata"]["namespace"], "labels": labels},
            "spec": json.loads(json.dumps(template["spec"]))}
        self.objects["pods", pod["metadata"]["namespace"], name] = pod
        self.run_pod(pod)

    def run_pod(self, pod):
        name, container = pod["metadata"]["name"], pod["spec"]["containers"][0]["name"]
        pod["spec"]["nodeName"] = "node-1"
        pod["status"] = {
            "phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "True"}],
            "containerStatuses": [{"name": container, "state": {"waiting": {"reason": "ContainerCreating"}}}]}
        self.thread(self.watch_pod, pod, name)

    def watch_pod(self, pod, name):
        status = pod["status"]["containerStatuses"][0]
        try:
            with self.lock:
                container = Container(pod, self.folder / name, self.claims, self.objects, self.programs)
                self.containers[name] = container
            container.start()
        except (KeyError, ValueError) as error:
            status["state"] = {"waiting": {"reason": "CreateContainerConfigError", "message": str(error)}}
            return
        with self.lock:
            status["state"] = {"running": {}}
            pod["status"]["phase"] = "Running"
        code = container.process.wait()
        with self.lock:
            code, reason = (137, "OOMKilled") if container.killed else (code, "Error" if code else "Completed")
            status["state"] = {"terminated": {"exitCode": code, "reason": reason}}
            pod["status"]["phase"] = "Failed" if code else "Succeeded"
            self.look_after(pod["metadata"]["labels"].get(JOB_NAME), pod["metadata"]["namespace"])

    def end_pod(self, pod):
        """SIGTERM, after the grace period SIGKILL; then the pod is gone."""
        name = pod["metadata"]["name"]
        with self.lock:
            pod["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
            container = self.containers.get(name)
        if container is not None:
            container.signal(signal.SIGTERM)
            try:
                container.process.wait(pod["spec"].get("terminationGracePeriodSeconds", 30))
            except subprocess.TimeoutExpired:
                container.signal(signal.SIGKILL)
                container.process.wait()
        with self.lock:
            self.objects.pop(("pods", pod["metadata"]["namespace"], name), None)

    def look_after(self, job_name, namespace):
        """What the Job's controller does when a pod has ended: another try, if that is allowed; the Job's conditions."""
        job = self.objects.get(("jobs", namespace, job_name))
        if job is None:
            return
        spec, done, failed = job["spec"], 0, 0
        for index in range(spec["completions"]):
            phases = [self.objects["pods", namespace, name]["status"]["phase"] for name in self.pods_of(index)]
            if "Succeeded" in phases:
                done += 1
            elif "Running" not in phases and "Pending" not in phases:
                if len(phases) <= spec.get("backoffLimitPerIndex", 6):
                    self.create_pod_of(job, index)
                else:
                    failed += 1
        if done + failed == spec["completions"]:
            kind, reason = ("Failed", "FailedIndexes") if failed else ("Complete", "CompletionsReached")
            job["status"]["conditions"] = [{"type": kind, "status": "True", "reason": reason}]


class Handler(http.server.BaseHTTPRequestHandler):
    """The API over HTTP."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, value, code=200, kind="application/json"):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_request(self):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            self.route(url.path.strip("/").split("/"), query, json.loads(body) if body else {})
        except Refusal as refusal:
            self.answer(refusal.status, refusal.status["code"])

    do_GET = do_POST = do_DELETE = do_PATCH = handle_request

    def route(self, path, query, body):
        discovered = self.discovery(path)
        if discovered is not None:
            return self.answer(discovered)
        group, rest = ("v1", path[2:]) if path[:2] == ["api", "v1"] else ("/".join(path[1:3]), path[3:])
        if len(rest) < 3 or rest[0] != "namespaces" or rest[2] not in GROUPS.get(group, {}):
            raise Refusal(404, "NotFound", f"nothing is at {self.path}")
        namespace, kind, name, verb = rest[1], rest[2], *(rest[3:] + [None, None])[:2]
        cluster = self.cluster
        if self.command == "POST" and name is None:
            return self.answer(cluster.create(kind, namespace, body, "dryRun" in query), 201)
        if self.command == "DELETE":
            return self.answer(cluster.delete((kind, namespace, name)))
        if self.command != "GET":
            raise Refusal(405, "MethodNotAllowed", "this cluster cannot do that")
        with cluster.lock:
            if name is None:
                wanted = [pair.split("=") for pair in query.get("labelSelector", [""])[0].split(",") if pair]
                items = [
                    held for (k, n, _), held in cluster.objects.items() if (k, n) == (kind, namespace) and
                    all(held["metadata"]["labels"].get(label) == value for label, value in wanted)]
                found = {"apiVersion": group, "kind": GROUPS[group][kind] + "List", "metadata": {}, "items": items}
            else:
                found = cluster.objects.get((kind, namespace, name))
            if found is None:
                raise Refusal(404, "NotFound", f'{kind} "{name}" not found')
            found = json.dumps(found).encode()
        if verb == "log":
            text = cluster.containers[name].log.read_bytes()
            if cluster.logs_lose_a_line:
                lines = text.splitlines(keepends=True)
                text = b"".join(lines[:-3] + lines[-2:])
            return self.answer(text, kind="text/plain")
        if verb == "exec":
            return self.exec(cluster.containers[name], query["command"])
        return self.answer(found)

    def discovery(self, path):
        """Which kinds there are, and that their fields are validated."""
        if path == ["api"]:
            return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
        if path == ["apis"]:
            version = {"groupVersion": "batch/v1", "version": "v1"}
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
                {"name": "batch", "versions": [version], "preferredVersion": version}]}
        if path in (["api", "v1"], ["apis", "batch", "v1"]):
            group = "/".join(path[1:])
            return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group, "resources": [
                {"name": name, "singularName": kind.lower(), "namespaced": True, "kind": kind,
                 "verbs": ["create", "delete", "get", "list"]} for name, kind in GROUPS[group].items()]}
        if path == ["openapi", "v3"]:
            return {"paths": {name: {"serverRelativeURL": f"/openapi/v3/{name}"} for name in ("api/v1", "apis/batch/v1")}}
        if path[:2] == ["openapi", "v3"]:
            group = "/".join(path[3:])
            parameters = [{"name": name, "in": "query"} for name in ("fieldValidation", "dryRun")]
            return {"openapi": "3.0.0", "info": {"title": "Kubernetes", "version": VERSIONS[-1]}, "paths": {
                f"/{'/'.join(path[2:])}/namespaces/{{namespace}}/{name}/{{name}}": {"patch": {
                    "parameters": parameters, "responses": {}, "x-kubernetes-group-version-kind": {
                        "group": group.rpartition("/")[0], "version": "v1", "kind": kind}}}
                for name, kind in GROUPS[group].items()}}
        return None

    def exec(self, container, command):
        """The protocol of `kubectl exec`: channels in binary messages over a WebSocket (RFC 6455)."""
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.send_header("Sec-WebSocket-Protocol", "v5.channel.k8s.io")
        self.end_headers()
        self.close_connection = True
        sending = threading.Lock()

        def send(opcode, data):
            length = len(data)
            head = bytes([0x80 | opcode]) + (
                bytes([length]) if length < 126 else struct.pack(">BH", 126, length) if length < 65536
                else struct.pack(">BQ", 127, length))
            with sending:
                self.wfile.write(head + data)
                self.wfile.flush()

        def pump(channel, stream):
            while data := stream.read1(32768):
                send(2, bytes([channel]) + data)

        with subprocess.Popen(
                container.exec(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            pumps = [threading.Thread(target=pump, args=pair) for pair in ((1, process.stdout), (2, process.stderr))]
            for thread in pumps:
                thread.start()
            for thread in pumps:
                thread.join()
            code = process.wait()
        status = {"metadata": {}, "status": "Success"} if code == 0 else {
            "metadata": {}, "status": "Failure", "reason": "NonZeroExitCode",
            "message": f"command terminated with exit code {code}",
            "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]}}
        send(2, bytes([3]) + json.dumps(status).encode())
        send(8, struct.pack(">H", 1000))
