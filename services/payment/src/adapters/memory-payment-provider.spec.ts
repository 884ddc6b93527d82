import { MemoryPaymentProvider, type Mood } from './memory-payment-provider.ts';
import { describePaymentProviderBehaviour } from './payment-provider.behaviour.ts';

describePaymentProviderBehaviour('in memory', async () => {
  const provider = new MemoryPaymentProvider();
  const be = (mood: Mood) => async () => {
    provider.mood = mood;
  };
  const forgetful = async () => {
    provider.forgetful = true;
  };
  return {
    provider,
    mood: {
      capture: be('capture'),
      decline: be('decline'),
      captureThenSilence: be('capture-then-silence'),
      silence: be('silence'),
      away: be('away'),
      forgetful,
    },
  };
});
