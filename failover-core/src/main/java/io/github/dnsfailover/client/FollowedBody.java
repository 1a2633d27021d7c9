package io.github.dnsfailover.client;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** The body of an answer, which says why it breaks off if we end the call. As confined as the body within. */
final class FollowedBody extends ResponseBody {

    private final ResponseBody body;
    private final BufferedSource source;

    FollowedBody(ResponseBody body, FollowedCall call) {
        this.body = body;
        this.source = Okio.buffer(new ForwardingSource(body.source()) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                try {
                    return super.read(sink, byteCount);
                } catch (IOException e) {
                    if (call.isEndedStream()) {
                        return -1;
                    }
                    throw call.explained(e);
                }
            }
        });
    }

    @Override
    public @Nullable MediaType contentType() {
        return body.contentType();
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public BufferedSource source() {
        return source;
    }
}
