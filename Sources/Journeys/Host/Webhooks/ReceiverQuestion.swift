// Whether another run of Turnout, whose webhook a space has, is under way.
//
// A run that was killed leaves its webhook behind, and only then may another run delete it. The receiver of a run that is
// under way answers with the run's name:
//
// - On this machine, nobody answering, or somebody else, means that the run is over.
// - Elsewhere that means nothing by itself: this machine may not reach the address at all. It does if its own receiver
//   answers under the same address. Then the address leads here, and not to the other run.
import Addresses
import Measuring
import Transport

/// Asks the receivers of webhooks who they are.
struct ReceiverQuestion {
    /// What is known of a receiver.
    enum State: Hashable, Sendable {
        /// It answers: the run is under way.
        case answers
        /// The run is over.
        case isGone
        /// It cannot be told, and why.
        case isUnknown(String)
    }

    let client: HostClient
    /// This run.
    let own: WebhookMarker
    /// The URL of its receiver, as the platform is to use it.
    let ownURL: String

    /// Asks for the receiver of another run, at the URL of its webhook. Only hosts that this run may contact are asked.
    func ask(_ other: WebhookMarker, at url: String) async -> State {
        guard let address = try? WebURL(url) else { return .isUnknown("its URL cannot be read") }
        let answer = await isThere(other, at: address)
        switch answer {
        case .success(true): return .answers
        case .success(false) where address.isLoopback: return .isGone
        case .failure(let failure) where address.isLoopback && failure.provesAbsence: return .isGone
        case .failure(let failure) where address.isLoopback || failure.kind == .notAllowed:
            return .isUnknown(failure.detail)
        case .success(false), .failure: break
        }
        guard let here = try? WebURL(ownURL), here.origin == address.origin else {
            return .isUnknown("this run receives its webhooks under another address")
        }
        guard case .success(true) = await isThere(own, at: here) else {
            return .isUnknown("this machine does not reach \(here.origin) itself")
        }
        return .isGone
    }

    /// Whether the receiver of a run answers at a URL.
    private func isThere(_ marker: WebhookMarker, at url: WebURL) async -> Result<Bool, Failure> {
        let call = Call("webhook-receiver", HTTPRequest(url: url), expecting: .anyStatus)
        call.accepted = (400...599).map { $0 }
        let identification = Array(marker.identification.utf8)
        do throws(Failure) {
            return .success(try await client.host.exchange(call) { $0.body == identification } ?? false)
        } catch {
            return .failure(error)
        }
    }
}

extension Failure {
    /// Whether on this machine it means that nobody listens there, or another program. A connection that was closed does
    /// not: that is what a receiver with too many connections does.
    fileprivate var provesAbsence: Bool {
        switch kind {
        case .connect, .protocol, .redirects, .tooLarge: true
        case .reset, .resolve, .tls, .timeout, .status, .check, .extract, .notAllowed, .cancelled, .harness: false
        }
    }
}
