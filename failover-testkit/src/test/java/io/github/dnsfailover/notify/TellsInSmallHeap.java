package io.github.dnsfailover.notify;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;

/** Sends an alert to one server after the other by the notifier that the argument names, and prints what came of it. */
public final class TellsInSmallHeap {

    private TellsInSmallHeap() {}

    /** Takes arguments such as {@code mail:name:25}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        for (String argument : arguments) {
            String[] parts = argument.split(":", -1);
            String end;
            try {
                notifier(parts[0], Integer.parseInt(parts[2])).send(Samples.trouble(), Samples.NOW);
                end = "delivered";
            } catch (NotDeliveredException e) {
                end = (e.isWorthRetrying() ? "later " : "never ") + e.getMessage();
            }
            System.out.println(parts[1] + ": " + end);
        }
    }

    private static Notifier notifier(String kind, int port) {
        return switch (kind) {
            case "webhook" ->
                WebhookNotifier.json(() -> "http://127.0.0.1:" + port + "/")
                        .timeout(Duration.ofSeconds(5))
                        .build();
            case "webhook-tls" ->
                WebhookNotifier.json(() -> "https://127.0.0.1:" + port + "/")
                        .timeout(Duration.ofSeconds(5))
                        .build();
            case "mail" -> mail(port).withoutEncryption().build();
            case "mail-starttls" -> mail(port).build();
            case "mail-tls" ->
                mail(port)
                        .implicitTls()
                        .trust((SSLSocketFactory) SSLSocketFactory.getDefault())
                        .build();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static MailNotifier.Builder mail(int port) {
        return MailNotifier.to("ops@example.com")
                .from("failover@example.com")
                .host("127.0.0.1")
                .port(port)
                .timeout(Duration.ofSeconds(1));
    }
}
