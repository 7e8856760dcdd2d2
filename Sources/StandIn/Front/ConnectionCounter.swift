// Counts connections for `GET /_truth`.

import HTTPTypes
import NIOCore
import NIOHTTPTypes
import PlatformContract

/// Counts a connection when it is made, and takes that back if its first request asks for the truth: the question must
/// not change the answer.
final class ConnectionCounter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let ledger: TruthLedger
    private var isFirst = true

    init(ledger: TruthLedger) { self.ledger = ledger }

    func handlerAdded(context: ChannelHandlerContext) {
        ledger.connected()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isFirst, case .head(let head) = unwrapInboundIn(data) {
            isFirst = false
            if head.path == Truth.path { ledger.discounted() }
        }
        context.fireChannelRead(data)
    }
}
