package io.github.dnsfailover.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class MessagesTest {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final Name WWW = Messages.name(DnsName.of("www.example.com"));

    @Test
    void anAddressOfAnotherClassIsNoAnswer() throws Exception {
        Message question = Messages.question(WWW, Type.A);

        Message internet = Messages.answer(answer(question, DClass.IN), question);
        Message chaos = Messages.answer(answer(question, DClass.CH), question);

        assertThat(Messages.records(internet, Section.ANSWER)).hasSize(1);
        assertThat(Messages.records(chaos, Section.ANSWER)).isEmpty();
        assertThat(Answers.judge(chaos, A)).isEqualTo(new Answer.Authoritative(RecordSet.absent(A), Duration.ZERO));
    }

    private static byte[] answer(Message question, int dclass) throws Exception {
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        answer.addRecord(
                new ARecord(WWW, dclass, 30, InetAddress.getByAddress(new byte[] {10, 0, 0, 1})), Section.ANSWER);
        return answer.toWire();
    }
}
