// The request of `run URL`.
import Measuring
import Scenarios
import Transport

/// A request for one URL.
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

/// A request of `run URL`.
private final class PlainRequest: Call {
    override func context(
        of failure: Failure, _ exchange: HTTPExchange, _ participant: Participant
    ) -> FailureContext {
        var context = super.context(of: failure, exchange, participant)
        context.isPlainAddress = true
        return context
    }
}

extension Participant {
    /// Requests a URL with GET, and follows redirects as a browser does.
    @inline(never)
    func get(_ address: PreparedURL, named name: String) async throws(Failure) {
        _ = try await exchange(getCall(address, name)) { _ in }
    }

    @inline(never)
    private func getCall(_ address: PreparedURL, _ name: String) -> Call {
        let call = PlainRequest(name, HTTPRequest(url: address.url(for: values), isPage: true), expecting: .anything)
        call.redirects = EntryPlan.usualFollow
        return call
    }
}
