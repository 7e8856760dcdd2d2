// The request of `run URL`.
import Measuring
import Transport

/// A request for one address.
final class PreparedGet: PreparedStep {
    let name: String
    let address: PreparedURL

    init(name: String, address: PreparedURL) {
        self.name = name
        self.address = address
    }

    func walk(_ participant: Participant) async throws(Failure) {
        try await participant.get(address, named: name)
    }
}

extension Participant {
    /// Requests an address with GET; redirects are not followed.
    @inline(never)
    func get(_ address: PreparedURL, named name: String) async throws(Failure) {
        _ = try await exchange(getCall(address, name)) { _ in }
    }

    @inline(never)
    private func getCall(_ address: PreparedURL, _ name: String) -> Call {
        let call = Call(name: name, HTTPRequest(url: address.url(for: identity), isPage: true))
        call.readable = 100...399
        return call
    }
}
