// Scheme, host and port of a URL, with the texts that are made of them.

/// What all URLs of one origin have in common.
final class URLSite: Sendable {
    let scheme: String
    let host: String
    let port: Int
    let hostPort: String
    let origin: String

    init(scheme: String, host: String, port: Int, origin: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.origin = origin
        hostPort = host + ":" + String(port)
    }
}
