// What all phases of a storm share.
import Journeys
import Measuring
import Scenarios
import Synchronization
import Transport

/// One storm's plan, target and outlets.
struct StormContext: Sendable {
    let plan: Plan
    let origins: Origins
    let metadata: RunMetadata
    let sink: any SampleSink
    let control: StormControl
    let progress: StormProgress
    let crowds: [CrowdProgress]
    /// Hides the plan's secrets in everything said about the run.
    let redactor: Redactor
    /// The proxies that the environment sets, which Turnout does not use.
    let proxy: UnusedProxy
    let notice: @Sendable (String) -> Void
    /// The environment, which may name proxies to use.
    let environment: [String: String]
    let certificates: ClientCertificates
    /// When the journeys begin; nil: as soon as everything is set up.
    let start: StormStart?

    init(
        plan: Plan, origins: Origins, metadata: RunMetadata, sink: any SampleSink, control: StormControl,
        progress: StormProgress, crowds: [CrowdProgress], notice: @escaping @Sendable (String) -> Void,
        redactor: Redactor, environment: [String: String] = [:], start: StormStart? = nil
    ) {
        self.start = start
        self.plan = plan
        self.origins = origins
        self.metadata = metadata
        self.sink = sink
        self.control = control
        self.progress = progress
        self.crowds = crowds
        self.redactor = redactor
        proxy = plan.target.proxy == .none ? UnusedProxy(environment) : UnusedProxy()
        self.environment = environment
        certificates = ClientCertificates(plan.target.tls.client)
        self.notice = { notice(redactor.redact($0)) }
    }

    /// Whether the storm was stopped, or the task that runs it was cancelled from outside.
    var isStopped: Bool { control.reason != nil || Task.isCancelled }

    /// How a participant connects: its number in a header, source addresses in turn, its certificate.
    func sessionOptions(
        participant: Int32, cookies: Bool, certificate: ClientCertificate? = nil
    ) -> Session.Options {
        var options = Session.Options()
        options.clientCertificate = certificate
        options.cookies = cookies
        options.addressTurn = Int(participant)
        if plan.target.participantHeader { options.headers = ["X-Turnout-Participant: \(participant)"] }
        let sources = plan.target.sourceAddresses
        if !sources.isEmpty { options.sourceAddress = sources[Int(participant) % sources.count] }
        return options
    }

    /// How the host connects, before the participants arrive and after they have gone.
    var hostOptions: Session.Options { sessionOptions(participant: 0, cookies: true, certificate: certificates.ofHost) }

    /// How the target is probed for the participants: with the certificate of the first of them, if the host has none.
    var probeOptions: Session.Options {
        var options = hostOptions
        if options.clientCertificate == nil {
            options.clientCertificate = certificates.ofFirst(in: plan, seed: metadata.seed)
        }
        return options
    }

    /// Sends a sign of life to the sink.
    /// - Returns: What it says.
    @discardableResult
    func beat() -> Heartbeat {
        let beat = Heartbeat(
            at: Moment.now,
            crowds: crowds.map {
                Heartbeat.Crowd(
                    started: $0.started.load(ordering: .relaxed), ended: $0.finished.load(ordering: .relaxed))
            })
        sink.beat(beat)
        return beat
    }
}

extension TransportSettings {
    /// How a run's requests are made.
    init(_ plan: Plan, _ origins: Origins, _ metadata: RunMetadata, environment: [String: String] = [:]) {
        self.init()
        caFile = plan.target.tls.caFile
        verify = plan.target.tls.verify
        version =
            switch plan.target.http {
            case .auto: .auto
            case .http1_1: .http1_1
            case .http2: .http2
            }
        compression = plan.target.compression
        proxy = ProxySetting(plan.target.proxy, environment: environment)
        resolve = plan.target.resolve
        connectTo = plan.target.connectTo
        contacts = plan.contactPolicy(at: origins)
        let agent = plan.target.userAgent ?? "Turnout/\(metadata.version) (run \(metadata.id))"
        if !agent.isEmpty { commonHeaders = ["User-Agent: \(agent)"] }
        // A crowd that waits before its first request has time to create every handle. One that waits later reuses
        // those of earlier requests.
        makesHandlesAhead = plan.crowds.contains(where: \.waitsBeforeItsFirstRequest)
    }
}

extension CrowdPlan {
    /// Whether there is a gate before the first step that makes requests.
    fileprivate var waitsBeforeItsFirstRequest: Bool {
        let first = journey.firstIndex { $0.action.kind.sends }
        guard let first else { return false }
        return journey[...first].contains { $0.release != nil }
    }
}

extension ProxySetting {
    /// Where a plan's proxies come from.
    init(_ plan: ProxyPlan, environment: [String: String]) {
        self =
            switch plan {
            case .none: .none
            case .environment: .environment(environment)
            case .url(let url, _): .url(url.revealed)
            }
    }
}
