// The certificates by which a run's people identify themselves to servers.
import Measuring
import Scenarios
import Transport

/// Finds a person's certificate. One for everybody exists once; one of a person's own is made when the person comes and
/// goes with it.
struct ClientCertificates: Sendable {
    private let plan: ClientCertificatePlan?
    private let common: ClientCertificate?

    /// Those of a target.
    init(_ plan: ClientCertificatePlan?) {
        self.plan = plan
        common = plan.flatMap { plan in
            plan.isCommon
                ? plan.identification(of: ClientCertificates.host, columns: []).map(ClientCertificate.init) : nil
        }
    }

    /// The host, as whom setup and teardown act.
    private static let host = Person(generated: 0, isModerator: true)

    /// The host's; nil if the scenario has none for it.
    var ofHost: ClientCertificate? {
        common ?? plan?.identification(of: ClientCertificates.host, columns: []).map(ClientCertificate.init)
    }

    /// That of the plan's first participant; nil if there is none.
    func ofFirst(in plan: Plan, seed: UInt64) -> ClientCertificate? {
        guard let crowd = plan.crowds.first,
            let person = crowd.person(at: 0, number: plan.numbers(ofCrowd: 0)[0], seed: seed)
        else { return nil }
        return certificate(of: person, columns: crowd.columns)
    }

    /// That of a participant; nil if nobody has any. `columns` are the names of those of the participant's data.
    func certificate(of person: Person, columns: [String]) -> ClientCertificate? {
        common ?? plan?.identification(of: person, columns: columns).map(ClientCertificate.init)
    }

    /// Why the certificate for everybody cannot be used; nil if it can, or if there is none. Those of single persons show
    /// that when they connect.
    func problem() -> Failure? { common?.problem() }
}

extension ClientCertificate {
    fileprivate convenience init(_ identification: ClientCertificatePlan.Identification) {
        self.init(
            certificate: identification.certificate, key: identification.key,
            password: identification.password?.revealed)
    }
}
