package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The contract with one fault planted; only {@link PlantedFaultsTest} runs it, and says which. */
@ExtendWith(PlantedContract.Planting.class)
class PlantedContract extends DnsProviderContract {

    static final String FAULT = "planted.fault";

    private final PlantedFault fault;

    PlantedContract(PlantedFault fault) {
        this.fault = fault;
    }

    /** Hands the fault of the run to the test. */
    static final class Planting implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == PlantedFault.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return PlantedFault.valueOf(context.getConfigurationParameter(FAULT).orElseThrow());
        }
    }

    @Override
    protected Fixture fixture() {
        return new PlantedFixture(fault);
    }

    private static final class PlantedFixture implements Fixture {

        private final PlantedVendor vendor = new PlantedVendor(DnsName.of("example.com"));
        private final PlantedFault fault;
        private final DnsProvider provider;

        private PlantedFixture(PlantedFault fault) {
            this.fault = fault;
            this.provider = new PlantedProvider(vendor, fault, Duration.ofSeconds(30));
        }

        @Override
        public DnsProvider provider() {
            return provider;
        }

        @Override
        public void put(RecordSet set) {
            vendor.put(new PlantedVendor.Line(
                    set.key().name(),
                    set.key().type().toString(),
                    set.ttl().toSeconds(),
                    set.values().stream()
                            .map(value -> set.key().type() == RecordType.TXT ? PlantedVendor.quoted(value) : value)
                            .toList()));
        }

        @Override
        public RecordSet look(RecordKey key) {
            return vendor.look(key);
        }

        @Override
        public boolean putMail(DnsName name) {
            vendor.put(new PlantedVendor.Line(name, "MX", 3600, List.of("10 mail.example.com.")));
            return true;
        }

        @Override
        public boolean hasMail(DnsName name) {
            return vendor.rdata(name, "MX").size() == 1;
        }

        @Override
        public boolean putShoutedAlias(DnsName name, String target) {
            vendor.put(new PlantedVendor.Line(name, "CNAME", 60, List.of(target)));
            return true;
        }

        @Override
        public Optional<DnsProvider> losingAnswers() {
            vendor.befall(Mishap.LOST, 1); // the list goes well, the storing does not
            return Optional.of(provider);
        }

        @Override
        public boolean hasWildcards() {
            return true;
        }

        @Override
        public OptionalLong serial() {
            return OptionalLong.of(vendor.version());
        }

        @Override
        public List<String> secrets() {
            return List.of(PlantedVendor.TOKEN);
        }

        @Override
        public boolean befall(Mishap mishap, int afterRequests) {
            vendor.befall(mishap, afterRequests);
            return true;
        }

        @Override
        public boolean meanwhile(int afterRequests, Runnable hand) {
            vendor.meanwhile(hand, afterRequests);
            return true;
        }

        @Override
        public void recover() {
            vendor.befall(null, 0);
            vendor.meanwhile(null, 0);
        }

        @Override
        public Optional<DnsProvider> silent(Duration slowestCall) {
            if (fault.hasToDoWithTime()) {
                vendor.fallSilent();
            } else {
                vendor.befall(Mishap.LOST, 0); // so that not each of the other faults costs these waits
            }
            return Optional.of(new PlantedProvider(vendor, fault, slowestCall));
        }

        @Override
        public OptionalInt pageSize() {
            return OptionalInt.of(PlantedVendor.PAGE);
        }

        @Override
        public boolean putSplitText(DnsName name, List<String> strings) {
            String rdata =
                    String.join(" ", strings.stream().map(PlantedVendor::quoted).toList());
            vendor.put(new PlantedVendor.Line(name, "TXT", 60, List.of(rdata)));
            return true;
        }
    }
}
