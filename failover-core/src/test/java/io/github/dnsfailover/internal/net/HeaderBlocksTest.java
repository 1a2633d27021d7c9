package io.github.dnsfailover.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderBlocksTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PUSH_PROMISE = 5;
    private static final int PING = 6;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 9, 10, 1_000})
    void sixteenBlocksPassAndTheNextDoesNotHoweverItIsCut(int atOnce) throws Exception {
        byte[] sixteen = frames(16, HEADERS, 7);

        assertThat(read(sixteen, atOnce)).isEqualTo(sixteen);
        assertThatThrownBy(() -> read(frames(17, HEADERS, 7), atOnce))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("more than 16 blocks of headers were sent");
    }

    @Test
    void promisesAreBlocksToo() {
        assertThatThrownBy(() -> read(frames(17, PUSH_PROMISE, 4), 100)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void dataDoesNotCountNorDoesWhatIsInIt() throws Exception {
        byte[] data = frames(100, DATA, 65_536);

        assertThat(read(data, 8_192)).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(ints = {SETTINGS, PING, 0xfa})
    void whatIsNoPartOfAnAnswerIsALittleAndNoMore(int type) throws Exception {
        byte[] some = frames(100, type, 8);
        assertThat(read(some, 8_192)).isEqualTo(some);

        assertThatThrownBy(() -> read(frames(101, type, 8), 8_192))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("more than 100 frames that are no part of an answer were sent");
    }

    @Test
    void blocksThatAreSkippedOrReadOneByOneCount() throws Exception {
        InputStream in = new HeaderBlocks(new ByteArrayInputStream(frames(17, HEADERS, 0)));
        in.skipNBytes(9 * 16 + 8);

        assertThatThrownBy(in::read).isInstanceOf(ProtocolException.class);
    }

    private static byte[] read(byte[] frames, int atOnce) throws IOException {
        InputStream in = new HeaderBlocks(new ByteArrayInputStream(frames));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] some = new byte[atOnce];
        for (int read = in.read(some); read >= 0; read = in.read(some)) {
            out.write(some, 0, read);
        }
        return out.toByteArray();
    }

    private static byte[] frames(int count, int type, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            out.writeBytes(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length, (byte) type});
            out.writeBytes(new byte[] {0, 0, 0, 0, 3});
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) 1);
            out.writeBytes(payload);
        }
        return out.toByteArray();
    }
}
