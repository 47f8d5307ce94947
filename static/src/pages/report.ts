import { start } from '../start';

document.documentElement.classList.add('js');
void start(async () => {
  const { ReportPage } = await import('../public/report');
  new ReportPage();
});
