import { render } from 'preact';
import { LocationProvider, Route, Router } from 'preact-iso';
import { BoardPage } from './pages/board.tsx';
import { BookingPage } from './pages/booking.tsx';
import { HealthPage } from './pages/health.tsx';
import { LettersPage } from './pages/letters.tsx';
import { LivePage } from './pages/live.tsx';
import { RoomsPage } from './pages/rooms.tsx';
import { Empty, PageHead } from './parts/basics.tsx';
import { Shell } from './parts/shell.tsx';
import './styles/index.css';
import { applyTheme, chosenTheme } from './theme.ts';

const NotFound = () => (
  <>
    <PageHead title="No such page" />
    <Empty title="There is nothing at this address">
      <p>Choose a page above, or search for a booking.</p>
    </Empty>
  </>
);

applyTheme(chosenTheme());
render(
  <LocationProvider>
    <Shell>
      <Router>
        <Route path="/" component={LivePage} />
        <Route path="/sagas" component={BoardPage} />
        <Route path="/bookings/:id" component={BookingPage} />
        <Route path="/rooms" component={RoomsPage} />
        <Route path="/rooms/:id" component={RoomsPage} />
        <Route path="/dead-letters" component={LettersPage} />
        <Route path="/health" component={HealthPage} />
        <Route default component={NotFound} />
      </Router>
    </Shell>
  </LocationProvider>,
  document.getElementById('app')!,
);
