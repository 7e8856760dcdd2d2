// The URLs that the platform uses for itself.

import PlatformContract

extension StandInService {
    /// The web client's address in links.
    func webOrigin(_ request: IncomingRequest) -> String {
        if let origin = configuration.webOrigin { return origin }
        return origin(of: configuration.twoHosts ? StandInHost.web : nil, request)
    }

    /// The API's address in links.
    func apiOrigin(_ request: IncomingRequest) -> String {
        origin(of: configuration.twoHosts ? StandInHost.api : nil, request)
    }

    /// The host and port of the API for the sender of this request.
    func apiAuthority(_ request: IncomingRequest) -> String? {
        guard configuration.twoHosts, let asked = request.authority else { return request.authority }
        return StandInHost.api + (StandInHost.port(of: asked).map { ":\($0)" } ?? "")
    }

    /// The scheme and port to which a request was sent, with the host that it named unless another is given.
    private func origin(of host: String?, _ request: IncomingRequest) -> String {
        let scheme = configuration.tls ? "https" : "http"
        let asked = request.authority ?? "\(configuration.host):\(configuration.port)"
        guard let host else { return "\(scheme)://\(asked)" }
        return "\(scheme)://\(host)\(StandInHost.port(of: asked).map { ":\($0)" } ?? "")"
    }

    /// The CORS headers of a response; nil if none are needed.
    func crossOrigin(_ request: IncomingRequest) -> CrossOrigin? {
        guard configuration.twoHosts, let origin = request.origin, origin == webOrigin(request) else { return nil }
        return CrossOrigin(allowed: origin, isPreflight: request.method == "OPTIONS")
    }
}
